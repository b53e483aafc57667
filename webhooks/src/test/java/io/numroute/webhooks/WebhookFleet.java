package io.numroute.webhooks;

import io.numroute.broker.EmbeddedBroker;
import io.numroute.replica.NumberCommands;
import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Port;
import io.numroute.routing.Proof;
import io.numroute.routing.Validity;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.DeadLetters;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.LogIds;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.PortEvent;
import io.numroute.schemas.avro.PortEventKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A broker, the topics, and ingests that tell: as many as are started. */
final class WebhookFleet implements AutoCloseable {
  private static final int PARTITIONS = 2;

  final EmbeddedBroker broker = EmbeddedBroker.temporary();
  final KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
  final AvroFraming framing = AvroFraming.singleObject();
  final SigningKeys keys;
  final WebhooksFollower follower;
  private final UUID log;
  private final WebhookWriter writer;
  private final KafkaProducer<byte[], byte[]> producer;
  private final CommandId port;
  private int told;

  WebhookFleet(SigningKeys keys) throws Exception {
    this.keys = keys;
    new TopicCatalogue(PARTITIONS, (short) 1, 1).ensure(kafka, framing, Duration.ofSeconds(30));
    log =
        LogIds.read(kafka.common(), framing, TopicCatalogue.NUMBER_COMMANDS, Duration.ofSeconds(20))
            .value();
    producer = new KafkaProducer<>(kafka.producer());
    writer = new WebhookWriter(kafka, framing);
    follower = new WebhooksFollower(kafka, framing);
    port = request();
  }

  /** One ingest's part. */
  final class Ingest implements AutoCloseable {
    private final WebhooksFollower known = new WebhooksFollower(kafka, framing);
    private final WebhookWriter written = new WebhookWriter(kafka, framing);
    private final DeadLetters deadLetters = new DeadLetters(kafka, framing);
    private final KafkaConsumer<byte[], byte[]> commands = new KafkaConsumer<>(reading());
    private final WebhookDelivery delivery;

    Ingest(Backoff backoff, HttpPost.Limits limits) {
      delivery =
          new WebhookDelivery(
              kafka,
              framing,
              known,
              written,
              deadLetters,
              new PortDocuments(this::command, framing, log, PARTITIONS),
              WebhookSettings.of(keys, true, backoff),
              limits,
              Clock.systemUTC());
      delivery.start();
    }

    private synchronized @Nullable ConsumerRecord<byte[], byte[]> command(
        TopicPartition place, long offset) {
      if (offset >= commands.endOffsets(List.of(place)).getOrDefault(place, 0L)) {
        return null;
      }
      commands.assign(List.of(place));
      commands.seek(place, offset);
      for (ConsumerRecord<byte[], byte[]> message : commands.poll(Duration.ofSeconds(5))) {
        return message;
      }
      return null;
    }

    long parked() {
      return deadLetters.parked();
    }

    @Override
    public void close() {
      delivery.close();
      known.close();
      written.close();
      deadLetters.close();
      synchronized (this) {
        commands.close();
      }
    }
  }

  private Map<String, Object> reading() {
    Map<String, Object> settings = kafka.consumer();
    settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 0);
    return settings;
  }

  /** The command that asks for the port that all events are about. */
  private CommandId request() throws Exception {
    PhoneNumber number = PhoneNumber.parse("+447106123456");
    NumberCommand command =
        new NumberCommand.RequestPort(
            number,
            new NumberAssignment(new IspId("beta"), null, null, null, Validity.ALWAYS),
            Port.AT_ONCE,
            1000,
            1000);
    RecordMetadata at =
        send(
            TopicCatalogue.NUMBER_COMMANDS,
            number.toString(),
            NumberCommands.toAvro(
                command, Actor.isp(new IspId("beta")), Proof.apiKey("k1"), Instant.now(), 0));
    return new CommandId(log, at.partition(), at.offset());
  }

  /** Publishes an event for that ISP; each is another one by its version and kind. */
  String publish(String isp, PortEventKind kind) throws Exception {
    send(TopicCatalogue.PORT_EVENTS, isp, event(isp, port.toString(), kind));
    return "port-"
        + port.toString().replace('.', '-')
        + "-"
        + kind.name().toLowerCase(Locale.ROOT)
        + "-"
        + isp;
  }

  /** One that is about no port at all. */
  void publishNonsense(String isp) throws Exception {
    send(
        TopicCatalogue.PORT_EVENTS,
        isp,
        event(isp, new CommandId(log, 0, 999_999).toString(), PortEventKind.DONE));
  }

  private PortEvent event(String isp, String of, PortEventKind kind) {
    return new PortEvent(
        TopicCatalogue.PORT_EVENTS,
        isp,
        of,
        "+447106123456",
        "acme",
        "beta",
        kind,
        Instant.ofEpochMilli(1_795_737_600_000L + told++),
        kind == PortEventKind.REQUESTED || kind == PortEventKind.SCHEDULED
            ? 1_795_800_000_000L
            : null,
        kind == PortEventKind.REJECTED ? "other" : null,
        null,
        7L);
  }

  private RecordMetadata send(String topic, String key, SpecificRecord value)
      throws ExecutionException, InterruptedException {
    return producer
        .send(
            new ProducerRecord<>(
                topic, key.getBytes(StandardCharsets.US_ASCII), framing.encode(value)))
        .get();
  }

  /** Subscribes an ISP from the end of the events on, or goes on where it was. */
  void subscribe(String isp, String url, EventType... events) throws Exception {
    IspId id = new IspId(isp);
    Subscription former = follower.subscription(id);
    TopicPartition place = Backlog.EVENTS;
    long end;
    try (KafkaConsumer<byte[], byte[]> asking = new KafkaConsumer<>(kafka.consumer())) {
      end = asking.endOffsets(List.of(place)).getOrDefault(place, 0L);
    }
    write(
        writer ->
            writer.put(
                new Subscription(
                    id,
                    Receiver.parse(url, true),
                    Set.of(events),
                    former == null ? end : former.from(),
                    Instant.now(),
                    "k1",
                    -1)));
  }

  void unsubscribeAll() throws Exception {
    for (IspId isp : follower.subscriptions().keySet()) {
      unsubscribe(isp.value());
    }
  }

  void unsubscribe(String isp) throws Exception {
    write(writer -> writer.delete(new IspId(isp)));
  }

  private interface Writing {
    long by(WebhookWriter writer) throws IOException;
  }

  private void write(Writing writing) throws Exception {
    long at = writing.by(writer);
    if (!follower.awaitSubscriptions(at + 1, Duration.ofSeconds(10))) {
      throw new AssertionError("not followed");
    }
  }

  /** How far that ISP is, as far as is known; a beginning when nothing is. */
  Progress progress(String isp) {
    Progress known = follower.progress(new IspId(isp));
    return known == null ? Progress.begin(new IspId(isp), -1, -1) : known;
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not in time: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }

  @Override
  public void close() {
    follower.close();
    writer.close();
    producer.close(Duration.ofSeconds(1));
    broker.close();
  }
}
