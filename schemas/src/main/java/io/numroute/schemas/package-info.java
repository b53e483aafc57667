/**
 * What is written to Kafka, and where: Avro schemas, their framing, and the catalogue of topics.
 *
 * <pre>
 *   record --AvroFraming--> bytes --topic, key, partition: TopicCatalogue, NumberPartitions--> Kafka
 *                             '--BadRecordException--> DeadLetters
 * </pre>
 *
 * <p>It is the contract with every other client of the same cluster, ours or foreign, and knows
 * nothing of the domain. Schemas only grow, and every version that was ever used stays readable.
 */
@NullMarked
package io.numroute.schemas;

import org.jspecify.annotations.NullMarked;
