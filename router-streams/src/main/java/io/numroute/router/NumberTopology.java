package io.numroute.router;

import io.numroute.schemas.TopicCatalogue;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * The topology: number commands, one processor, one store. No names are left to Streams, so that
 * the store's changelog is the topic of facts.
 */
final class NumberTopology {
  static final String SOURCE = "number-commands";
  static final String DECIDER = "number-decider";

  private NumberTopology() {}

  static Topology of(Supplier<NumberDecider> decider, Supplier<NumberStore> store) {
    Topology topology = new Topology();
    topology.addSource(
        Topology.AutoOffsetReset.EARLIEST,
        SOURCE,
        new AppendTime(),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer(),
        TopicCatalogue.NUMBER_COMMANDS);
    topology.addProcessor(DECIDER, decider::get, SOURCE);
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                new StoreSupplier(store), Serdes.ByteArray(), Serdes.ByteArray())
            .withCachingDisabled()
            .withLoggingEnabled(Map.of()),
        DECIDER);
    return topology;
  }

  private record StoreSupplier(Supplier<NumberStore> store) implements KeyValueBytesStoreSupplier {
    @Override
    public String name() {
      return TopicCatalogue.NUMBER_STORE;
    }

    @Override
    public KeyValueStore<Bytes, byte[]> get() {
      return store.get();
    }

    @Override
    public String metricsScope() {
      return "numroute";
    }
  }
}
