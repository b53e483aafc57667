/**
 * The router: decides number commands, keeps what was decided, answers lookups.
 *
 * <pre>
 *   numroute.commands.directory --DirectoryFollower--> Directory ------.----------------.
 *                                                                      |                |
 *   numroute.commands.numbers --> NumberDecider --put--> NumberStore   |                |
 *                                                           |   |      |                |
 *                     changelog: the topic of facts <-------'   |      |                |
 *                           |        |                          v      v                v
 *                           |        '--restore, standby--> PartitionReplica --> LocalRouters
 *                           |                               (overlay, RocksDB)     ^   ^
 *                           '--ResultsPublisher--> numroute.results                |   |
 *                                                                       edge in this JVM,
 *                                                                       HopServer for others
 *
 *   numroute.gateway-state --GatewayStateFollower--> GatewayStates --> LocalRouters
 *            '--GatewayEvents, by the task that tells directory results--> numroute.gateway-events
 * </pre>
 *
 * <p>One decision, one record: a command makes one put, the put makes one record of the topic of
 * facts, and everything else - stores, standbys, results - follows from that topic. A fact is seen
 * by lookups when the topic has acknowledged it, and lies in RocksDB only then, so a crash takes
 * back nothing that anybody was told.
 *
 * <p>What-ifs are for people: {@code Explorer} answers them on a thread of its own, on a copy of
 * the state that {@code Proposal} changes.
 *
 * <p>Lookups never wait for Kafka Streams: they read {@link io.numroute.router.PartitionReplica},
 * which the task's store writes and which stays when the task goes. Begin with {@link
 * io.numroute.router.Router}, then {@code NumberDecider}.
 */
@NullMarked
package io.numroute.router;

import org.jspecify.annotations.NullMarked;
