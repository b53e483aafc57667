/**
 * How an edge asks a router: the contract {@link io.numroute.hop.Routers}, and what keeps it
 * between two processes, {@link io.numroute.hop.HopClient} and {@link io.numroute.hop.HopServer}.
 *
 * <p>Many questions travel in one binary frame over a connection that stays open, and each has an
 * id, so replies may come in any order. While a frame is under way, what is asked goes into the
 * next: frames grow with the load and no timer delays anybody. The router looks up and replies on
 * the thread that read the frame.
 *
 * <pre>
 *   edge                                          router
 *    |  hello (lowest, highest version, name)  ->    |    each says hello once; the highest
 *    |  <-  hello (lowest, highest, name, ready)     |    version both speak holds from then on
 *    |  asks (1 lookup)  ->                          |
 *    |  asks wait here  <-  answers (receipt, 1)     |    the receipt lets the next frame go
 *    |  asks (23 lookups)  ->                        |
 *    |             <-  answers (receipt, 22)         |    late replies come in
 *    |             <-  answers (1)                   |    frames without receipt
 *    |  heartbeat  ->   <-  heartbeat (ready)        |    every 100 ms; at once when ready changes
 *
 *   frame:  length int32 | version int8 | type int8 | body
 *           of all after   0 in hello     1 hello, 2 heartbeat, 3 asks, 4 answers
 *           it, <= 4 MiB
 * </pre>
 *
 * <p>The bodies are pictured at {@link io.numroute.hop.Hello}, {@link io.numroute.hop.Heartbeat},
 * {@link io.numroute.hop.Asks} and {@link io.numroute.hop.Answers}. A frame that breaks a rule
 * closes its connection, with one line in the log that quotes nothing of it, and that is all it
 * does: what was in flight there is asked elsewhere.
 */
@NullMarked
package io.numroute.hop;

import org.jspecify.annotations.NullMarked;
