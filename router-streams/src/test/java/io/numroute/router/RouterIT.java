package io.numroute.router;

import static io.numroute.router.Facts.digits;
import static io.numroute.router.Facts.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.broker.EmbeddedBroker;
import io.numroute.hop.Routers;
import io.numroute.routing.Actor;
import io.numroute.routing.Media;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.NumberFact;
import io.numroute.routing.Outcome;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.RouteQuery;
import io.numroute.routing.Validity;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.NumberPartitions;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.CommandResult;
import io.numroute.schemas.avro.DeadLetter;
import io.numroute.schemas.avro.PortEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One router on one broker, from commands to facts, results and lookups. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RouterIT {
  private static final TopicCatalogue CATALOGUE = new TopicCatalogue(3, (short) 1, 1);
  private static final Actor ACME = Actor.isp(World.ACME);
  private static final Actor BETA = Actor.isp(World.BETA);
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path stateDir;
  private EmbeddedBroker broker;
  private Writer writer;
  private Log results;
  private Router router;

  @BeforeAll
  void startBroker() throws Exception {
    broker = EmbeddedBroker.temporary();
    CATALOGUE.ensure(KafkaSettings.of(broker.bootstrapServers()), AvroFraming.singleObject(), SOON);
    writer = new Writer(broker.bootstrapServers());
    writer.directory(Actor.AUTHORITY, World.isp(World.ACME));
    writer.directory(Actor.AUTHORITY, World.isp(World.BETA));
    writer.directory(Actor.AUTHORITY, World.block("4471", World.ACME));
    writer.directory(Actor.AUTHORITY, World.block("4472", World.BETA));
    results = new Log(broker.bootstrapServers(), TopicCatalogue.RESULTS);
  }

  @AfterAll
  void stopBroker() {
    results.close();
    writer.close();
    broker.close();
  }

  @BeforeEach
  void startRouter() {
    router =
        new Router(
            RouterConfig.local("r1", stateDir),
            KafkaSettings.of(broker.bootstrapServers()),
            AvroFraming.singleObject(),
            CATALOGUE);
    router.start();
    Await.until("ready", SOON, () -> router.ready());
  }

  @AfterEach
  void stopRouter() {
    router.close();
  }

  @Test
  @Order(1)
  void aCommandBecomesAFactAResultAndALookup() throws Exception {
    RecordMetadata place = writer.number(ACME, assign("+447106000001"));
    CommandResult result = result(place);
    assertThat(result.getStatus().name()).isEqualTo("ACCEPTED");
    assertThat(result.getEntity()).isEqualTo("+447106000001");
    Routers.KnownFact known = fact("+447106000001");
    assertThat(known.fact())
        .isEqualTo(
            new NumberFact.Assigned(
                assignment(), ACME, place.offset(), writer.directoryEnd() - 1, place.timestamp()));
    assertThat(known.evidence().numberPartition()).isEqualTo(place.partition());
    assertThat(known.evidence().numbersDecided()).isGreaterThanOrEqualTo(place.offset());
    assertThat(known.evidence().stale()).isFalse();
    assertThat(known.evidence().router()).isEqualTo("r1");

    Routers.Answered answered = lookup("+447106000001");
    assertThat(answered.decision().numberVersion()).isEqualTo(place.offset());
    assertThat(answered.decision().outcome()).isNotInstanceOf(Outcome.Unallocated.class);
    assertThat(lookup("+447306000001").decision().outcome())
        .isInstanceOf(Outcome.Unallocated.class);
  }

  @Test
  @Order(2)
  void aRefusalIsAResult() throws Exception {
    RecordMetadata place = writer.number(BETA, assign("+447106000002"));
    CommandResult result = result(place);
    assertThat(result.getStatus().name()).isEqualTo("REFUSED");
    assertThat(result.getCode()).isEqualTo("not-in-own-block");
    assertThat(fact("+447106000002").fact()).isNull();
  }

  @Test
  @Order(3)
  void directoryCommandsHaveResultsInTheLastPartition() throws Exception {
    long accepted = writer.directory(Actor.AUTHORITY, World.block("4473", World.ACME));
    long refused = writer.directory(BETA, World.block("4474", World.BETA));
    CommandResult first = result(CATALOGUE.directoryResults(), 0, accepted);
    assertThat(first.getStatus().name()).isEqualTo("ACCEPTED");
    assertThat(first.getEntity()).isEqualTo("block/4473");
    assertThat(result(CATALOGUE.directoryResults(), 0, refused).getStatus().name())
        .isEqualTo("REFUSED");
  }

  @Test
  @Order(4)
  void aCommandWaitsForTheDirectoryThatItsAuthorSaw() throws Exception {
    long end = writer.directoryEnd() + 1;
    RecordMetadata place = writer.number(ACME, assign("+447506000001"), end);
    Await.until(
        "unready", SOON, () -> router.check().contains("number commands wait for the directory"));
    assertThat(fact("+447506000001").fact()).isNull();
    writer.directory(Actor.AUTHORITY, World.block("4475", World.ACME));
    assertThat(result(place).getStatus().name()).isEqualTo("ACCEPTED");
    assertThat(fact("+447506000001").fact()).isNotNull();
    Await.until("ready again", SOON, () -> router.ready());
  }

  @Test
  @Order(5)
  void poisonIsParkedAndStopsNothing() throws Exception {
    byte[] key = Writer.bytes("+447106000005");
    byte[] good = Writer.encoded(ACME, assign("+447106000005"), 5);
    byte[] unknownSchema = good.clone();
    unknownSchema[3] ^= 0x55;
    int partition = NumberPartitions.of("+447106000005", CATALOGUE.numberPartitions());
    String topic = TopicCatalogue.NUMBER_COMMANDS;
    RecordMetadata noAvro =
        writer.send(new ProducerRecord<>(topic, partition, 0L, key, Writer.bytes("rubbish")));
    writer.send(new ProducerRecord<>(topic, partition, Long.MAX_VALUE / 2, key, unknownSchema));
    writer.send(new ProducerRecord<byte[], byte[]>(topic, partition, Long.valueOf(1), key, null));
    writer.send(new ProducerRecord<byte[], byte[]>(topic, partition, Long.valueOf(2), null, good));
    writer.send(
        new ProducerRecord<byte[], byte[]>(
            topic, partition, Long.valueOf(3), Writer.bytes("x"), null));
    RecordMetadata fine =
        writer.send(new ProducerRecord<>(topic, partition, Long.MAX_VALUE / 2, key, good));
    assertThat(result(noAvro).getCode()).isEqualTo("not-understood");
    assertThat(result(fine).getStatus().name()).isEqualTo("ACCEPTED");
    assertThat(fact("+447106000005").evidence().ageMs()).isLessThan(60_000);
    try (Log letters = new Log(broker.bootstrapServers(), TopicCatalogue.DEAD_LETTERS)) {
      List<String> codes =
          letters.until(SOON, all -> all.size() >= 5).stream()
              .map(r -> ((DeadLetter) r).getCode())
              .toList();
      assertThat(codes)
          .containsExactly("not-avro", "unknown-schema", "null-value", "wrong-key", "null-value");
    }
  }

  @Test
  @Order(6)
  void aRestartGoesOn() throws Exception {
    NumberFact before = fact("+447106000001").fact();
    router.close();
    RecordMetadata meanwhile = writer.number(ACME, withdraw("+447106000001"));
    startRouter();
    assertThat(result(meanwhile).getStatus().name()).isEqualTo("ACCEPTED");
    assertThat(before).isInstanceOf(NumberFact.Assigned.class);
    assertThat(fact("+447106000001").fact())
        .isEqualTo(
            new NumberFact.Withdrawn(
                ACME, meanwhile.offset(), writer.directoryEnd() - 1, meanwhile.timestamp()));
    assertThat(fact("+447106000005").fact()).isNotNull();
    assertThat(router.counts().get("parked")).isZero();
  }

  @Test
  @Order(7)
  void answersGoOnWithoutKafkaAndSayThatTheyAreStale() throws Exception {
    broker.stop();
    try {
      Await.until("stale", SOON, () -> fact("+447106000005").evidence().stale());
      assertThat(fact("+447106000005").fact()).isNotNull();
      assertThat(router.ready()).isFalse();
    } finally {
      broker.start();
    }
    Await.until("ready again", Duration.ofSeconds(90), () -> router.ready());
    RecordMetadata after = writer.number(ACME, assign("+447106000007"));
    assertThat(result(after).getStatus().name()).isEqualTo("ACCEPTED");
  }

  @Tag("heavy") // Kafka is away for longer than a minute
  @Test
  @Order(8)
  void aFactThatIsLostStopsTheTaskAndIsDecidedAnew() throws Exception {
    RecordMetadata before = writer.number(ACME, assign("+447106000008"));
    result(before);
    broker.stop();
    try {
      // Watermarks are not acknowledged within the delivery timeout: Streams is begun again.
      Await.until(
          "begun again",
          Duration.ofSeconds(120),
          () -> router.counts().getOrDefault("streams-restarts", 0L) > 0);
      assertThat(fact("+447106000008").fact()).isNotNull();
    } finally {
      broker.start();
    }
    Await.until("ready again", Duration.ofSeconds(90), () -> router.ready());
    RecordMetadata after = writer.number(ACME, withdraw("+447106000008"));
    assertThat(result(after).getStatus().name()).isEqualTo("ACCEPTED");
    assertThat(fact("+447106000008").fact()).isInstanceOf(NumberFact.Withdrawn.class);
  }

  @Test
  @Order(9)
  void bothSidesOfAPortAreTold_alsoWhatComesByTime() throws Exception {
    String number = "+447106000009";
    RecordMetadata asked = writer.number(BETA, request(number, 2_500));
    writer.number(ACME, new NumberCommand.ConfirmPort(number(number), asked.offset()));
    try (Log events = new Log(broker.bootstrapServers(), TopicCatalogue.PORT_EVENTS)) {
      List<String> told =
          events.until(SOON, all -> all.size() >= 6).stream()
              .map(PortEvent.class::cast)
              .map(e -> e.getIsp() + " " + e.getKind() + " " + e.getNumber() + " " + e.getActor())
              .toList();
      assertThat(told)
          .containsExactly(
              "acme REQUESTED +447106000009 isp:beta",
              "beta REQUESTED +447106000009 isp:beta",
              "acme SCHEDULED +447106000009 isp:acme",
              "beta SCHEDULED +447106000009 isp:acme",
              "acme DONE +447106000009 null",
              "beta DONE +447106000009 null");
      assertThat(((PortEvent) events.toEnd().get(0)).getPort())
          .endsWith("." + asked.partition() + "." + asked.offset());
    }
    assertThat(lookup(number).decision().outcome())
        .isInstanceOfSatisfying(
            Outcome.NoGateway.class,
            outcome -> assertThat(outcome.servingIsp()).isEqualTo(World.BETA));
  }

  // ---- words

  private static NumberCommand request(String number, long inMs) {
    return new NumberCommand.RequestPort(
        number(number),
        new NumberAssignment(World.BETA, null, null, null, Validity.ALWAYS),
        System.currentTimeMillis() + inMs,
        60_000,
        60_000);
  }

  private static NumberAssignment assignment() {
    return new NumberAssignment(World.ACME, null, null, null, Validity.ALWAYS);
  }

  private static NumberCommand assign(String number) {
    return new NumberCommand.Assign(number(number), assignment());
  }

  private static NumberCommand withdraw(String number) {
    return new NumberCommand.Withdraw(number(number));
  }

  private CommandResult result(RecordMetadata place) {
    return result(place.partition(), place.partition(), place.offset());
  }

  /** The result of that command, which stands in that partition. */
  private CommandResult result(int in, int partition, long offset) {
    AtomicReference<@Nullable CommandResult> found = new AtomicReference<>();
    results.until(
        SOON,
        all -> {
          for (Object next : results.in(in)) {
            CommandResult result = (CommandResult) next;
            if (result.getPartition() == partition && result.getOffset() == offset) {
              found.set(result);
            }
          }
          return found.get() != null;
        });
    CommandResult result = found.get();
    if (result == null) {
      throw new AssertionError();
    }
    return result;
  }

  private Routers.KnownFact fact(String number) {
    Reply<Routers.KnownFact> reply = new Reply<>();
    router.local().fact(digits(number), Long.MAX_VALUE, reply);
    return reply.value();
  }

  private Routers.Answered lookup(String number) {
    Reply<Routers.Answered> reply = new Reply<>();
    RouteQuery query =
        new RouteQuery(World.BETA, digits(number), Media.VOICE, System.currentTimeMillis(), 1, 5);
    router.local().lookup(query, false, Long.MAX_VALUE, reply);
    return reply.value();
  }

  /** What that router knows of the number; null when it knows nothing, or cannot tell. */
  static @Nullable NumberFact known(Routers router, PhoneNumber number) {
    Reply<Routers.KnownFact> reply = new Reply<>();
    router.fact(number.digits(), Long.MAX_VALUE, reply);
    Routers.KnownFact known = reply.reply;
    return known == null ? null : known.fact();
  }

  private static final class Reply<T> implements Routers.Callback<T> {
    private @Nullable T reply;
    private Routers.@Nullable Unavailable reason;

    @Override
    public void answered(T answer) {
      reply = answer;
    }

    @Override
    public void unavailable(Routers.Unavailable why) {
      reason = why;
    }

    T value() {
      assertThat(reason).isNull();
      T answer = reply;
      if (answer == null) {
        throw new AssertionError("no reply");
      }
      return answer;
    }
  }
}
