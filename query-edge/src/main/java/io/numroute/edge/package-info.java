/**
 * The query edge: HTTP in, asks a router, journals, answers.
 *
 * <pre>
 *   RouteHandler (Grizzly) --.
 *   RouteResource (Jersey) --+--> LookupService --> Routers
 *   BulkResource (NDJSON)  --+         |
 *   LcrResource (siphon)   --+         |
 *   WhatIfResource         --'         |
 *                                      +--> AnswerWriter, an AnswerFormat each --> Reply
 *                                      '--> AnswerEncoder, the bytes logged        --> AnswerLog
 * </pre>
 *
 * <p>The doors only carry: they find key, number and parameters in a request as it was sent, and
 * write what they are given. What a question is, what its answer says, and that it is logged first,
 * is decided in one place for all of them.
 */
@NullMarked
package io.numroute.edge;

import org.jspecify.annotations.NullMarked;
