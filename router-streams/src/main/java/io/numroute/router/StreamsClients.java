package io.numroute.router;

import io.numroute.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The clients that Kafka Streams works with. The producer tells the replicas what the topic of
 * facts has; the consumer tells how far the commands go.
 *
 * <p>"Commands up to the highest version in the topic are done" needs that no fact is missing below
 * one that is there. So a producer that lost a record is finished: it closes itself inside the
 * callback, before the thread that sends looks for more (one request is under way at a time, so
 * nothing later was sent); and its flush throws for ever, so that no task commits offsets of
 * commands whose facts are lost. Streams alone would keep one failure for all tasks of a thread,
 * and drop the others.
 */
final class StreamsClients extends DefaultKafkaClientSupplier {
  private final Replicas replicas;
  private final InputEnds ends;

  /** The newest of each thread. */
  private final Map<String, FactProducer> producers = new ConcurrentHashMap<>();

  StreamsClients(Replicas replicas, InputEnds ends) {
    this.replicas = replicas;
    this.ends = ends;
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    FactProducer producer = new FactProducer(config);
    producers.put(thread(config, ProducerConfig.CLIENT_ID_CONFIG), producer);
    return producer;
  }

  /** The thread that Streams names in a client's id: {@code r1-StreamThread-1-consumer}. */
  private static String thread(Map<String, Object> config, String clientId) {
    String id = String.valueOf(config.get(clientId));
    int end = id.lastIndexOf('-');
    return end < 0 ? id : id.substring(0, end);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return new CommandConsumer(config);
  }

  private final class FactProducer extends KafkaProducer<byte[], byte[]> {
    private volatile @Nullable Exception lost;

    FactProducer(Map<String, Object> config) {
      super(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> fact, @Nullable Callback callback) {
      refuseAfterLoss();
      return super.send(
          fact,
          (metadata, error) -> {
            Integer partition = fact.partition();
            boolean ours = partition != null && TopicCatalogue.NUMBER_FACTS.equals(fact.topic());
            if (error != null) {
              if (lost == null) {
                lost = error;
                close(Duration.ZERO);
              }
              if (ours) {
                replicas.partition(partition).sendFailed();
              }
            } else if (ours) {
              replicas.partition(partition).acknowledged(fact.value());
            }
            if (callback != null) {
              callback.onCompletion(metadata, error);
            }
          });
    }

    @Override
    public void flush() {
      refuseAfterLoss();
      super.flush();
      refuseAfterLoss();
    }

    private void refuseAfterLoss() {
      Exception cause = lost;
      if (cause != null) {
        throw new KafkaException("a fact was not acknowledged", cause);
      }
    }
  }

  private final class CommandConsumer extends KafkaConsumer<byte[], byte[]> {
    private final String thread;
    private int lastCount;

    CommandConsumer(Map<String, Object> config) {
      super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      thread = thread(config, ConsumerConfig.CLIENT_ID_CONFIG);
    }

    /** Of the thread that polls: what it made of the few records before goes out now. */
    private void flushFacts() {
      FactProducer facts = producers.get(thread);
      if (facts != null) {
        facts.flush();
      }
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
      if (ManyAtATime.are(lastCount)) {
        ManyAtATime.awaitMore();
      } else if (lastCount > 0) {
        flushFacts();
      }
      ConsumerRecords<byte[], byte[]> records = withoutProducersTimes(super.poll(timeout));
      lastCount = records.count();
      long nowMs = System.currentTimeMillis();
      long nowNs = System.nanoTime();
      for (TopicPartition tp : assignment()) {
        if (!tp.topic().equals(TopicCatalogue.NUMBER_COMMANDS)) {
          continue;
        }
        ends.pollEnded(tp.partition(), nowNs);
        var polled = records.records(tp);
        if (!polled.isEmpty()) {
          ends.polled(tp.partition(), polled.get(polled.size() - 1).offset());
        }
        OptionalLong lag = currentLag(tp);
        if (lag.isPresent() && lag.getAsLong() == 0) {
          ends.atEnd(tp.partition(), position(tp), nowMs);
        }
      }
      return records;
    }
  }

  /** The same records, but that those with a time of their producer's have none. */
  static ConsumerRecords<byte[], byte[]> withoutProducersTimes(
      ConsumerRecords<byte[], byte[]> records) {
    boolean foreign = false;
    for (ConsumerRecord<byte[], byte[]> message : records) {
      foreign |= message.timestampType() != TimestampType.LOG_APPEND_TIME;
    }
    if (!foreign) {
      return records;
    }
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> timeless = new HashMap<>();
    for (TopicPartition partition : records.partitions()) {
      timeless.put(
          partition, records.records(partition).stream().map(StreamsClients::timeless).toList());
    }
    return new ConsumerRecords<>(timeless, records.nextOffsets());
  }

  private static ConsumerRecord<byte[], byte[]> timeless(ConsumerRecord<byte[], byte[]> message) {
    return message.timestampType() == TimestampType.LOG_APPEND_TIME
        ? message
        : new ConsumerRecord<>(
            message.topic(),
            message.partition(),
            message.offset(),
            ConsumerRecord.NO_TIMESTAMP,
            TimestampType.NO_TIMESTAMP_TYPE,
            message.serializedKeySize(),
            message.serializedValueSize(),
            message.key(),
            message.value(),
            message.headers(),
            message.leaderEpoch());
  }
}
