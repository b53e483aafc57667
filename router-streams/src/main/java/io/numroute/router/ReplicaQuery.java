package io.numroute.router;

import org.apache.kafka.streams.query.Query;

/**
 * The interactive query that finds the replica behind a partition's store. Asked once per partition
 * and change of Streams' state, not per lookup: asking costs Streams three locks and a copy of all
 * tasks.
 */
record ReplicaQuery() implements Query<PartitionReplica> {}
