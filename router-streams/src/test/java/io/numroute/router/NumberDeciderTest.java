package io.numroute.router;

import static io.numroute.router.Facts.digits;
import static io.numroute.router.Facts.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.replica.NumberCommands;
import io.numroute.routing.Actor;
import io.numroute.routing.Directory;
import io.numroute.routing.Given;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.NumberFact;
import io.numroute.routing.Port;
import io.numroute.routing.PortState;
import io.numroute.routing.Proof;
import io.numroute.routing.Standing;
import io.numroute.routing.Validity;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.FactKind;
import io.numroute.schemas.avro.LogHeader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumberDeciderTest {
  private static final String NUMBER = "+447106123456";
  private static final String OTHER = "+447106123457";
  private static final Actor ACME = Actor.isp(World.ACME);
  private static final Actor BETA = Actor.isp(World.BETA);

  /** Stands for the time at which the driver gave the command to the router. */
  private static final long AT = 0;

  private static final AvroFraming FRAMING = AvroFraming.singleObject();

  @TempDir Path stateDir;
  private final Replicas replicas = new Replicas(1, Facts.LOG, 16 << 20);
  private final DeciderWatch watch = new DeciderWatch(1, null);
  private final FixedDirectory directory = new FixedDirectory();
  private final long startedMs = System.currentTimeMillis();
  private @Nullable TopologyTestDriver driver;
  private @Nullable TestInputTopic<byte[], byte[]> commands;

  @BeforeEach
  void start() {
    InputEnds ends = new InputEnds(1);
    Properties settings = new Properties();
    settings.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, TopicCatalogue.APPLICATION_ID);
    driver =
        new TopologyTestDriver(
            NumberTopology.of(
                () ->
                    new NumberDecider(
                        replicas,
                        Facts.RECORDS,
                        FRAMING,
                        directory,
                        ends,
                        watch,
                        Duration.ofMillis(250)),
                () -> new NumberStore(TopicCatalogue.NUMBER_STORE, replicas, Facts.RECORDS, false)),
            settings);
    commands =
        driver.createInputTopic(
            TopicCatalogue.NUMBER_COMMANDS, new ByteArraySerializer(), new ByteArraySerializer());
    commands.pipeInput(
        bytes("log"),
        FRAMING.encode(new LogHeader(TopicCatalogue.NUMBER_COMMANDS, Facts.LOG, Instant.EPOCH)));
  }

  @AfterEach
  void stop() {
    if (driver != null) {
      driver.close();
    }
    replicas.close();
  }

  @Test
  void theHolderOfTheBlockAssignsAndWithdraws() throws Exception {
    say(ACME, assign(NUMBER, World.BETA));
    assertThat(fact(NUMBER))
        .isEqualTo(
            new NumberFact.Assigned(
                new NumberAssignment(World.BETA, null, null, null, Validity.ALWAYS),
                ACME,
                1,
                4,
                AT));
    say(ACME, withdraw(NUMBER));
    assertThat(fact(NUMBER)).isEqualTo(new NumberFact.Withdrawn(ACME, 2, 4, AT));
    assertThat(facts()).containsExactly("+447106123456 ASSIGNED 1", "+447106123456 WITHDRAWN 2");
  }

  @Test
  void aRefusalHasAKeyOfItsOwnAndLeavesTheFact() throws Exception {
    say(ACME, assign(NUMBER, World.ACME));
    say(BETA, assign(NUMBER, World.BETA));
    say(ACME, assign(NUMBER, new IspId("nobody")));
    say(ACME, withdraw(OTHER));
    assertThat(facts())
        .containsExactly(
            "+447106123456 ASSIGNED 1",
            "!+447106123456 REFUSED 2 not-in-own-block",
            "!+447106123456 REFUSED 3 unknown-isp",
            "!+447106123457 REFUSED 4 not-found");
    assertThat(fact(NUMBER)).isEqualTo(assignedTo(World.ACME, ACME, 1));
    assertThat(replicas.partition(0).decidedThrough()).isEqualTo(4);
  }

  @Test
  void aRecordThatCannotBeUnderstoodIsParkedAndRefusedWhenItsNumberIsKnown() throws Exception {
    byte[] good = encoded(ACME, assign(NUMBER, World.ACME));
    byte[] cut = java.util.Arrays.copyOf(good, good.length - 3);
    byte[] unknownSchema = good.clone();
    unknownSchema[4] ^= 1;
    pipe(bytes(NUMBER), null);
    pipe(bytes(NUMBER), bytes("rubbish"));
    pipe(bytes(NUMBER), cut);
    pipe(bytes(NUMBER), unknownSchema);
    pipe(bytes(OTHER), good);
    pipe(bytes("rubbish"), good);
    pipe(null, good);
    pipe(bytes(NUMBER), elsewhere());
    pipe(bytes(NUMBER), actor("isp:NOT A NAME"));
    pipe(bytes(NUMBER), actor(""));
    assertThat(watch.parkedCount()).isEqualTo(10);
    assertThat(facts())
        .hasSize(8)
        .allSatisfy(f -> assertThat(f).startsWith("!+4471061234").contains("not-understood"));
    say(ACME, assign(NUMBER, World.ACME));
    assertThat(fact(NUMBER)).isEqualTo(assignedTo(World.ACME, ACME, 11));
  }

  @Test
  void aCommandOfALaterSchemaIsRefusedForAllAndLeavesTheFact() throws Exception {
    say(ACME, assign(NUMBER, World.ACME));
    pipe(bytes(NUMBER), Writer.ofALaterSchema(encoded(ACME, assign(NUMBER, World.BETA))));
    pipe(bytes(NUMBER), bytes("rubbish"));
    assertThat(watch.parkedCount()).isEqualTo(2);
    assertThat(watch.notUnderstoodCount()).isEqualTo(1);
    assertThat(fact(NUMBER)).isEqualTo(assignedTo(World.ACME, ACME, 1));
    assertThat(facts())
        .containsExactly(
            "+447106123456 ASSIGNED 1",
            "!+447106123456 REFUSED 2 not-understood",
            "!+447106123456 REFUSED 3 not-understood");
  }

  @Test
  void whatARouterOfALaterSchemaDecidedIsNotDecidedAgain() throws Exception {
    driver().close();
    byte[] later =
        Writer.ofALaterSchema(
            Facts.RECORDS.fact(number(NUMBER), assignedTo(World.BETA, BETA, 1), 0));
    byte[] watermark = Writer.ofALaterSchema(Facts.RECORDS.watermark(0, 2, 4, 0));
    restored(read(bytes(NUMBER), later), read(Keys.WATERMARK, watermark));
    start();
    say(ACME, assign(NUMBER, World.ACME));
    say(ACME, withdraw(NUMBER));
    assertThat(facts()).isEmpty();
    assertThat(fact(NUMBER)).isEqualTo(new NumberFact.NotUnderstood(BETA, 1, 4, AT));
    say(ACME, assign(NUMBER, World.ACME));
    assertThat(facts())
        .as("on another's word")
        .containsExactly("!+447106123456 REFUSED 3 not-allowed");
  }

  private static Overlay.Entry read(byte[] key, byte[] value) {
    Overlay.Entry entry = Facts.RECORDS.read(key, value);
    if (entry == null) {
      throw new AssertionError();
    }
    return entry;
  }

  @Test
  void aRestartDecidesNothingTwice() throws Exception {
    driver().close();
    restored(Facts.entry(NUMBER, assignedTo(World.ACME, ACME, 1)), Facts.watermark(2, 0));
    // The driver's input begins at offset 0 again, as after a lost commit.
    start();
    say(BETA, assign(NUMBER, World.BETA));
    say(ACME, withdraw(OTHER));
    assertThat(facts()).isEmpty();
    assertThat(watch.passedOverCount()).isEqualTo(3);
    assertThat(fact(NUMBER)).isEqualTo(assignedTo(World.ACME, ACME, 1));
    say(ACME, withdraw(NUMBER));
    assertThat(fact(NUMBER)).isEqualTo(new NumberFact.Withdrawn(ACME, 3, 4, AT));
  }

  @Test
  void aCommandWaitsForTheDirectoryThatItsAuthorSaw() throws Exception {
    directory.stepsToWait.set(3);
    NumberCommand command = assign(NUMBER, World.ACME);
    pipe(
        bytes(NUMBER),
        FRAMING.encode(NumberCommands.toAvro(command, ACME, Proof.apiKey("k"), Instant.EPOCH, 9)));
    assertThat(directory.waitedFor).isEqualTo(9);
    assertThat(directory.stepsToWait).hasNegativeValue();
    assertThat(fact(NUMBER)).isEqualTo(assignedTo(World.ACME, ACME, 1));
    assertThat(watch.longestWaitNs(System.nanoTime())).isZero();
  }

  @Test
  void aWatermarkSaysHowFarDecisionsGo() throws Exception {
    say(ACME, assign(NUMBER, World.ACME));
    facts();
    driver().advanceWallClockTime(Duration.ofMillis(250));
    assertThat(facts()).containsExactly("~watermark WATERMARK 1");
    driver().advanceWallClockTime(Duration.ofMillis(250));
    assertThat(facts()).as("nothing new").isEmpty();
  }

  @Test
  void aPortIsDecidedAsAnyCommand_andOnePutEach() throws Exception {
    long tomorrow = startedMs + 86_400_000;
    say(ACME, assign(NUMBER, World.ACME));
    say(BETA, request(NUMBER, tomorrow));
    say(BETA, new NumberCommand.ConfirmPort(number(NUMBER), 2));
    say(ACME, withdraw(NUMBER));
    say(ACME, new NumberCommand.ConfirmPort(number(NUMBER), 2));
    say(BETA, request(OTHER, Port.AT_ONCE));
    say(ACME, new NumberCommand.ConfirmPort(number(OTHER), 6));
    say(ACME, assign(OTHER, World.ACME));
    assertThat(facts())
        .containsExactly(
            "+447106123456 ASSIGNED 1",
            "+447106123456 ASSIGNED 2",
            "!+447106123456 REFUSED 3 not-allowed",
            "!+447106123456 REFUSED 4 port-open",
            "+447106123456 ASSIGNED 5",
            "+447106123457 WITHDRAWN 6",
            "+447106123457 ASSIGNED 7",
            "!+447106123457 REFUSED 8 not-allowed");
    NumberFact scheduled = replicas.partition(0).fact(digits(NUMBER));
    assertThat(scheduled)
        .isInstanceOfSatisfying(
            NumberFact.Assigned.class,
            fact -> {
              assertThat(fact.assignment().at(tomorrow - 1).servingIsp()).isEqualTo(World.ACME);
              assertThat(fact.assignment().at(tomorrow).servingIsp()).isEqualTo(World.BETA);
              assertThat(fact.assignedBy()).isEqualTo(ACME);
              assertThat(fact.version()).isEqualTo(5);
            });
    Port port = scheduled == null ? null : scheduled.porting().port();
    assertThat(port == null ? null : port.state()).isEqualTo(new PortState.Scheduled(tomorrow));
    assertThat(Standing.of(scheduled, tomorrow).given())
        .isEqualTo(
            new Given(new NumberAssignment(World.BETA, null, null, null, Validity.ALWAYS), BETA));
  }

  private void restored(Overlay.Entry... entries) throws ReplicaGoneException {
    PartitionReplica replica = replicas.partition(0);
    replica.attach(
        stateDir
            .resolve(TopicCatalogue.APPLICATION_ID)
            .resolve("0_0/rocksdb")
            .resolve(TopicCatalogue.NUMBER_STORE));
    replica.restore(List.of(entries));
    replica.flush();
    replica.detach(0);
  }

  // ---- words

  private static NumberCommand assign(String number, IspId isp) {
    return new NumberCommand.Assign(
        number(number), new NumberAssignment(isp, null, null, null, Validity.ALWAYS));
  }

  private static NumberCommand request(String number, long atMs) {
    return new NumberCommand.RequestPort(
        number(number),
        new NumberAssignment(World.BETA, null, null, null, Validity.ALWAYS),
        atMs,
        3_600_000,
        3_600_000);
  }

  private static NumberCommand withdraw(String number) {
    return new NumberCommand.Withdraw(number(number));
  }

  private static NumberFact assignedTo(IspId isp, Actor by, long version) {
    return new NumberFact.Assigned(
        new NumberAssignment(isp, null, null, null, Validity.ALWAYS), by, version, 4, AT);
  }

  private void say(Actor actor, NumberCommand command) {
    pipe(bytes(command.number().toString()), encoded(actor, command));
  }

  private static byte[] encoded(Actor actor, NumberCommand command) {
    return FRAMING.encode(
        NumberCommands.toAvro(command, actor, Proof.apiKey("key-1"), Instant.EPOCH, 5));
  }

  private static byte[] elsewhere() {
    var message =
        NumberCommands.toAvro(
            assign(NUMBER, World.ACME), ACME, Proof.apiKey("key-1"), Instant.EPOCH, 5);
    message.setTopic("some.other.topic");
    return FRAMING.encode(message);
  }

  private static byte[] actor(String text) {
    var message =
        NumberCommands.toAvro(
            assign(NUMBER, World.ACME), ACME, Proof.apiKey("key-1"), Instant.EPOCH, 5);
    message.setActor(text);
    return FRAMING.encode(message);
  }

  private void pipe(byte @Nullable [] key, byte @Nullable [] value) {
    TestInputTopic<byte[], byte[]> open = commands;
    if (open == null) {
      throw new AssertionError();
    }
    open.pipeInput(new TestRecord<>(key, value));
  }

  /** With {@link #AT} as its time; the driver has no append times, so the router takes its own. */
  private @Nullable NumberFact fact(String number) throws ReplicaGoneException {
    NumberFact fact = replicas.partition(0).fact(digits(number));
    if (fact == null || fact.timeMs() == AT) {
      return fact;
    }
    assertThat(fact.timeMs()).isBetween(startedMs, System.currentTimeMillis());
    if (fact instanceof NumberFact.Assigned a) {
      return new NumberFact.Assigned(
          a.assignment(), a.actor(), a.version(), a.directoryVersion(), AT);
    }
    return new NumberFact.Withdrawn(fact.actor(), fact.version(), fact.directoryVersion(), AT);
  }

  /** What was written to the topic of facts since the last call: key, kind, offset, code. */
  private List<String> facts() throws Exception {
    List<String> written = new ArrayList<>();
    TestOutputTopic<byte[], byte[]> topic =
        driver()
            .createOutputTopic(
                TopicCatalogue.NUMBER_FACTS,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    for (TestRecord<byte[], byte[]> next : topic.readRecordsToList()) {
      var fact = (io.numroute.schemas.avro.NumberFact) FRAMING.decode(next.value());
      FactKind kind = fact.getKind();
      written.add(
          new String(next.key(), StandardCharsets.UTF_8)
              + " "
              + kind
              + " "
              + fact.getCommandOffset()
              + (fact.getRefusalCode() == null ? "" : " " + fact.getRefusalCode()));
    }
    return written;
  }

  private TopologyTestDriver driver() {
    TopologyTestDriver open = driver;
    if (open == null) {
      throw new AssertionError();
    }
    return open;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Version 4; makes its caller wait as many steps as told. */
  private static final class FixedDirectory implements DirectoryView {
    final AtomicInteger stepsToWait = new AtomicInteger();
    long waitedFor;

    @Override
    public Directory current() {
      return World.directory();
    }

    @Override
    public String logId() {
      return Facts.OTHER_LOG;
    }

    @Override
    public boolean awaitOffset(long endOffset, Duration timeout) {
      waitedFor = endOffset;
      return stepsToWait.getAndDecrement() <= 0;
    }
  }
}
