/**
 * The domain: numbers, blocks, gateways, profiles, and the pure functions that everything else
 * carries data to and from.
 *
 * <pre>
 *   DirectoryCommand --Directory.apply--> Directory --.
 *   NumberCommand --NumberRules.apply--> NumberFact --+--Decider.decide(RouteQuery)--> Decision
 *   Report --GatewayStates.with--> GatewayStates -----'
 * </pre>
 *
 * <p>It sees the JDK, and in its package {@code time} alone a library that evaluates recurrence
 * rules: no clock, no I/O, no threads. The same code runs in router, ingest, auditor and tests, so
 * that a logged answer can be computed again.
 */
@NullMarked
package io.numroute.routing;

import org.jspecify.annotations.NullMarked;
