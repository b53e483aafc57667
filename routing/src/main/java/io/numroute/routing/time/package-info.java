/**
 * When a rule holds: windows that recur in a time zone (RFC 5545), and their combinations.
 *
 * <pre>
 *   Recurrence (RRULE) --.
 *   zone, start, length --+--> Window --all, any, not--> TimeCondition.holds(instant)
 * </pre>
 *
 * <p>The recurrence library is called by {@link io.numroute.routing.time.Window} alone, once for
 * about a year of instants; what a lookup does is a binary search.
 */
@NullMarked
package io.numroute.routing.time;

import org.jspecify.annotations.NullMarked;
