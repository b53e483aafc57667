/**
 * {@code numroute bench}: what a lookup, or an import, costs beside the limit of the machine it
 * runs on.
 *
 * <p>One load, three servers, one machine, one run: a raw Grizzly handler with a constant body (the
 * limit), the full path by the Grizzly handler, and the full path by Jersey. Each server has a
 * process of its own, and so has Kafka. The rounds interleave the servers, because a shared machine
 * moves by a factor of two while ratios within a round stay.
 *
 * <pre>
 *   LookupBench --- starts ---> RawServer          (a)
 *     |             starts ---> node: edge+router  (b hot GET, c Jersey) ---> Kafka
 *     |             starts ---> Kafka
 *     LoadGenerator: one thread, N connections, closed loop, then open loop
 *
 *   ImportBench --- starts ---> kafka-producer-perf-test (a) ---> Kafka
 *     |             starts ---> ingest, router, Kafka    (b)
 *     BulkImport: a table of CSV, until a router finds the last numbers
 * </pre>
 */
@NullMarked
package io.numroute.cli.bench;

import org.jspecify.annotations.NullMarked;
