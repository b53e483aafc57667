/**
 * The HTTP server that the front doors share: what stands between a stranger's bytes and our code.
 *
 * <pre>
 *   socket -> [TlsFilter ->] Guard (RequestScanner) -> ProblemCodec (Grizzly's parser) -> Doorman -> handler     I/O thread
 *                              |                                                                |------> Jersey      worker
 *                              Deadlines: a clock that cuts slow, silent and deaf connections
 * </pre>
 *
 * <p>The guard lets only requests of one meaning pass, so the lenient parser behind it cannot be
 * made to see another. The doorman picks who serves a path and on which thread, and turns what they
 * throw into {@link io.numroute.http.Problem} documents. {@link io.numroute.http.ApiKeys} says who
 * is calling; {@link io.numroute.http.CredentialsFollower} knows it from {@code
 * numroute.credentials}. An I/O thread never waits for a client or a handler.
 */
@NullMarked
package io.numroute.http;

import org.jspecify.annotations.NullMarked;
