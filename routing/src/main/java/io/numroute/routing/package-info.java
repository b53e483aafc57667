/**
 * The domain: numbers, blocks, gateways, and the two pure functions that everything else carries
 * data to and from.
 *
 * <pre>
 *   DirectoryCommand --Directory.apply--> Directory --.
 *   NumberCommand --NumberRules.judge--> NumberFact --+--Decider.decide(RouteQuery)--> Decision
 * </pre>
 *
 * <p>It sees the JDK and nothing else: no clock, no I/O, no threads. The same code runs in router,
 * ingest, auditor and tests, so that a logged answer can be computed again.
 */
@NullMarked
package io.numroute.routing;

import org.jspecify.annotations.NullMarked;
