package io.numroute.router;

import static io.numroute.router.Facts.digits;
import static io.numroute.router.Facts.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.broker.EmbeddedBroker;
import io.numroute.hop.Routers;
import io.numroute.hop.Routers.DownGateway;
import io.numroute.replica.GatewayReports;
import io.numroute.replica.NumberCommands;
import io.numroute.replica.NumberFacts;
import io.numroute.routing.Actor;
import io.numroute.routing.Agreement;
import io.numroute.routing.Block;
import io.numroute.routing.Decision;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.GatewayId;
import io.numroute.routing.Isp;
import io.numroute.routing.IspId;
import io.numroute.routing.IspState;
import io.numroute.routing.Media;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.NumberFact;
import io.numroute.routing.Origin;
import io.numroute.routing.Outcome;
import io.numroute.routing.Prefix;
import io.numroute.routing.PrefixSet;
import io.numroute.routing.ProfileId;
import io.numroute.routing.Proof;
import io.numroute.routing.RouteQuery;
import io.numroute.routing.RoutingProfile;
import io.numroute.routing.Rule;
import io.numroute.routing.Validity;
import io.numroute.routing.time.Recurrence;
import io.numroute.routing.time.TimeCondition;
import io.numroute.routing.time.Window;
import io.numroute.routing.time.WindowLength;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.CommandResult;
import io.numroute.schemas.avro.GatewayEvent;
import io.numroute.schemas.avro.LogHeader;
import io.numroute.schemas.avro.ResultStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Every kind of fact from its topic to a lookup: one router on one broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholeDecisionIT {
  private static final TopicCatalogue CATALOGUE = new TopicCatalogue(2, (short) 1, 1);
  private static final Actor ACME = Actor.isp(World.ACME);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String NUMBER = "+447106000001";
  private static final GatewayId B1 = new GatewayId(World.BETA, "b1");

  private Path stateDir;
  private EmbeddedBroker broker;
  private Writer writer;
  private Router router;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    stateDir = directory;
    broker = EmbeddedBroker.temporary();
    CATALOGUE.ensure(KafkaSettings.of(broker.bootstrapServers()), AvroFraming.singleObject(), SOON);
    writer = new Writer(broker.bootstrapServers());
    writer.directory(Actor.AUTHORITY, World.isp(World.ACME));
    writer.directory(Actor.AUTHORITY, World.isp(World.BETA));
    writer.directory(Actor.AUTHORITY, World.block("4471", World.ACME));
    writer.directory(Actor.AUTHORITY, World.block("4472", World.BETA));
    writer.directory(Actor.AUTHORITY, World.gateway(World.ACME, "gw1"));
    writer.directory(Actor.AUTHORITY, World.gateway(World.BETA, "b1"));
    writer.directory(Actor.AUTHORITY, World.gateway(World.BETA, "b2"));
    startRouter("first");
  }

  @AfterAll
  void stop() {
    router.close();
    writer.close();
    broker.close();
  }

  private void startRouter(String state) {
    router =
        new Router(
            RouterConfig.local("r1", stateDir.resolve(state)),
            KafkaSettings.of(broker.bootstrapServers()),
            AvroFraming.singleObject(),
            CATALOGUE);
    router.start();
    Await.until("ready", SOON, () -> router.ready());
  }

  @Test
  @Order(1)
  void aProfileWithAWindowSaysWhen() throws Exception {
    Window office =
        new Window(
            Window.zone("Europe/London"),
            LocalDateTime.of(2026, 1, 5, 9, 0),
            new WindowLength.WallClock(Duration.ofHours(8)),
            Recurrence.parse("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"));
    Rule open =
        new Rule(
            "office hours",
            new TimeCondition.In(office),
            Rule.Calls.ANY,
            new Rule.Offer(List.of(new Rule.Target(new GatewayId(World.ACME, "gw1"), 0, 1))),
            Validity.ALWAYS);
    Rule closed =
        new Rule("closed", null, Rule.Calls.ANY, new Rule.Refuse(480, "closed"), Validity.ALWAYS);
    directory(
        ACME,
        new DirectoryCommand.PutProfile(
            new RoutingProfile(
                new ProfileId(World.ACME, "office"), List.of(open, closed), Validity.ALWAYS)));
    directory(
        ACME,
        new DirectoryCommand.PutIsp(new Isp(World.ACME, "acme", IspState.ACTIVE, null, "office")));

    // A Monday in summer: 16:59:59 and 17:00 in London.
    Routers.Answered before = lookup(World.BETA, NUMBER, Instant.parse("2026-06-01T15:59:59Z"));
    assertThat(gateways(before)).containsExactly("gw1");
    assertThat(before.decision().validUntilMs())
        .isEqualTo(Instant.parse("2026-06-01T16:00:00Z").toEpochMilli());
    assertThat(
            lookup(World.BETA, NUMBER, Instant.parse("2026-06-01T16:00:00Z")).decision().outcome())
        .isEqualTo(new Outcome.RefusedByRule(World.ACME, "closed", 480, "closed"));
    // And in winter.
    assertThat(gateways(lookup(World.BETA, NUMBER, Instant.parse("2026-12-07T16:59:59Z"))))
        .containsExactly("gw1");
  }

  @Test
  @Order(2)
  void anAgreementRefuses() throws Exception {
    Agreement.Permission not =
        new Agreement.Permission(
            false, Set.of(World.ACME), PrefixSet.of(List.of(Prefix.parse("44729"))));
    directory(
        Actor.AUTHORITY,
        new DirectoryCommand.PutAgreement(
            new Agreement(World.BETA, List.of(), List.of(not), List.of())));
    assertThat(lookup(World.ACME, "+447290000001", Instant.now()).decision().outcome())
        .isEqualTo(new Outcome.RefusedByAgreement(World.BETA, World.BETA));
    assertThat(lookup(World.ACME, "+447206000001", Instant.now()).decision().outcome())
        .isInstanceOf(Outcome.Routed.class);
  }

  @Test
  @Order(3)
  void aSuccessorTakesEffectAtItsInstantWithNothingRunning() throws Exception {
    long fromMs = System.currentTimeMillis() + 4_000;
    NumberAssignment after =
        new NumberAssignment(World.BETA, null, null, null, Validity.ALWAYS, null);
    NumberAssignment now =
        new NumberAssignment(
            World.ACME,
            null,
            null,
            null,
            Validity.ALWAYS,
            new NumberAssignment.Successor(fromMs, after));
    RecordMetadata place = writer.number(ACME, new NumberCommand.Assign(number(NUMBER), now));
    Await.until("decided", SOON, () -> fact(NUMBER) != null);

    assertThat(serving(lookup(World.BETA, NUMBER, Instant.ofEpochMilli(fromMs - 1))))
        .isEqualTo(World.ACME);
    assertThat(serving(lookup(World.BETA, NUMBER, Instant.ofEpochMilli(fromMs))))
        .isEqualTo(World.BETA);
    Await.until(
        "ported",
        SOON,
        () -> {
          long before = System.currentTimeMillis();
          IspId serving = serving(lookup(World.BETA, NUMBER, Instant.now()));
          long later = System.currentTimeMillis();
          assertThat(before >= fromMs && World.ACME.equals(serving)).as("too late").isFalse();
          assertThat(later < fromMs && World.BETA.equals(serving)).as("too early").isFalse();
          return World.BETA.equals(serving);
        });
    NumberFact fact = fact(NUMBER);
    assertThat(fact == null ? -1 : fact.version()).as("one fact").isEqualTo(place.offset());
  }

  @Test
  @Order(3)
  void aBlockPassesOnAtItsInstantAndItsNumbersWithIt() throws Exception {
    Instant at = Instant.parse("2099-01-01T00:00:00Z");
    Block after = new Block(Prefix.parse("44711"), 12, World.BETA, Validity.ALWAYS);
    Block before =
        new Block(
            after.prefix(),
            12,
            World.ACME,
            null,
            Validity.ALWAYS,
            new Block.Successor(at.toEpochMilli(), after));
    directory(ACME, new DirectoryCommand.PutBlock(before));
    String passing = "+447110000001";
    Routers.Answered last = lookup(World.ACME, passing, at.minusMillis(1));
    assertThat(serving(last)).isEqualTo(World.ACME);
    assertThat(last.decision().validUntilMs()).isEqualTo(at.toEpochMilli());
    assertThat(serving(lookup(World.ACME, passing, at))).isEqualTo(World.BETA);
    assertThat(explain(World.ACME, passing, at.minusMillis(1)).steps().toString())
        .contains("44711, to be followed by beta from 2099-01-01T00:00:00Z on");

    // It has passed on already: beta disposes of its numbers, and acme no more.
    Block passed =
        new Block(
            after.prefix(), 12, World.ACME, null, Validity.ALWAYS, new Block.Successor(1, after));
    directory(ACME, new DirectoryCommand.PutBlock(passed));
    NumberAssignment assignment =
        new NumberAssignment(World.BETA, null, null, null, Validity.ALWAYS);
    writer.number(ACME, new NumberCommand.Assign(number(passing), assignment));
    Actor beta = Actor.isp(World.BETA);
    RecordMetadata accepted =
        writer.number(beta, new NumberCommand.Assign(number(passing), assignment));
    Await.until("decided", SOON, () -> fact(passing) != null);
    NumberFact fact = fact(passing);
    assertThat(fact == null ? null : fact.actor()).isEqualTo(beta);
    assertThat(fact == null ? -1 : fact.version()).isEqualTo(accepted.offset());
  }

  @Test
  @Order(4)
  void aGatewayIsDownUntilItsReportExpires() throws Exception {
    String number = "+447206000001";
    RecordMetadata down = report(B1, false, 5_000);
    Await.until("left out", SOON, () -> gateways(now(number)).equals(List.of("b2")));
    Routers.Answered without = now(number);
    assertThat(without.evidence().down()).containsExactly(new DownGateway(B1, down.offset()));
    assertThat(without.decision().validUntilMs()).isLessThanOrEqualTo(down.timestamp() + 5_000);
    Await.until("up again by itself", SOON, () -> gateways(now(number)).size() == 2);
    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(down.timestamp() + 5_000 - 100);
    assertThat(now(number).evidence().down()).isEmpty();
    events("b1 DOWN 1", "b1 EXPIRED 1");

    report(B1, false, 60_000);
    report(B1, true, 60_000);
    events("b1 DOWN 1", "b1 EXPIRED 1", "b1 DOWN 2", "b1 DAMPED 2");
    assertThat(gateways(now(number))).as("damped").containsExactly("b2");
    events("b1 DOWN 1", "b1 EXPIRED 1", "b1 DOWN 2", "b1 DAMPED 2", "b1 EXPIRED 2");
    assertThat(gateways(now(number))).hasSize(2);
  }

  @Test
  @Order(5)
  void whatIfTheGatewayWereDown() {
    Reply<Routers.WhatIf> reply = new Reply<>();
    byte[] overlay =
        Writer.bytes(
            "{\"changes\":[{\"gatewayState\":{\"isp\":\"beta\",\"name\":\"b2\",\"state\":\"down\"}}]}");
    router
        .local()
        .whatIf(
            query(World.ACME, "+447206000001", Instant.now()),
            overlay,
            System.nanoTime() + SOON.toNanos(),
            reply);
    Await.until("explored", SOON, () -> reply.reply != null);
    Routers.Explored explored = (Routers.Explored) reply.value();
    assertThat(gateways(explored.today())).hasSize(2);
    assertThat(gateways(explored.proposed())).containsExactly("b1");
    assertThat(gateways(now("+447206000001"))).as("nothing has changed").hasSize(2);
  }

  @Test
  @Order(6)
  void aRestartKnowsWhatALaterVersionDecidedAndTellsNoChangeTwice() throws Exception {
    String later = "+447106000009";
    String log = now(later).evidence().numberLog();
    int partition = now(later).evidence().numberPartition();
    NumberAssignment assignment =
        new NumberAssignment(World.BETA, null, null, null, Validity.ALWAYS);
    router.close();
    // As a router of a later version would have read and decided it.
    var command =
        NumberCommands.toAvro(
            new NumberCommand.Assign(number(later), assignment),
            ACME,
            Proof.apiKey("key-1"),
            Instant.now(),
            writer.directoryEnd());
    command.setNeeds(3);
    RecordMetadata place =
        writer.send(
            TopicCatalogue.NUMBER_COMMANDS, Writer.bytes(later), Writer.FRAMING.encode(command));
    assertThat(place.partition()).isEqualTo(partition);
    var decided =
        NumberFacts.toAvro(
            number(later),
            new NumberFact.Assigned(
                assignment, ACME, place.offset(), writer.directoryEnd() - 1, place.timestamp()),
            new CommandId(UUID.fromString(log), partition, place.offset()));
    decided.setNeeds(3);
    writer.send(
        new ProducerRecord<>(
            TopicCatalogue.NUMBER_FACTS,
            partition,
            Writer.bytes(later),
            Writer.FRAMING.encode(decided)));
    startRouter("second");

    assertThat(fact(later))
        .isEqualTo(
            new NumberFact.NotUnderstood(
                ACME, place.offset(), writer.directoryEnd() - 1, place.timestamp()));
    assertThat(router.counts()).containsEntry("facts-not-understood", 1L);
    Decision explained = explain(World.BETA, later, Instant.parse("2026-06-01T10:00:00Z"));
    assertThat(serving(explained.outcome())).as("by its block").isEqualTo(World.ACME);
    assertThat(explained.steps().toString()).contains("by a later version");
    writer.number(ACME, new NumberCommand.Assign(number(later), assignment));
    Await.until("decided anew", SOON, () -> fact(later) instanceof NumberFact.Assigned);

    report(new GatewayId(World.BETA, "b2"), false, 60_000);
    events("b1 DOWN 1", "b1 EXPIRED 1", "b1 DOWN 2", "b1 DAMPED 2", "b1 EXPIRED 2", "b2 DOWN 1");
  }

  /** As in a fleet whose newest members write schemas that this router does not have. */
  @Test
  @Order(7)
  void aRestartKnowsWhatWasDecidedUnderASchemaThatItDoesNotHave() throws Exception {
    String later = "+447106000019";
    String log = now(later).evidence().numberLog();
    int partition = now(later).evidence().numberPartition();
    NumberAssignment assignment =
        new NumberAssignment(World.BETA, null, null, null, Validity.ALWAYS);
    NumberCommand command = new NumberCommand.Assign(number(later), assignment);
    router.close();
    byte[] asked = Writer.encoded(ACME, command, writer.directoryEnd());
    RecordMetadata place =
        writer.send(
            TopicCatalogue.NUMBER_COMMANDS, Writer.bytes(later), Writer.ofALaterSchema(asked));
    NumberFact fact =
        new NumberFact.Assigned(
            assignment, ACME, place.offset(), writer.directoryEnd() - 1, place.timestamp());
    CommandId id = new CommandId(UUID.fromString(log), partition, place.offset());
    byte[] decided = Writer.FRAMING.encode(NumberFacts.toAvro(number(later), fact, id));
    writer.send(
        new ProducerRecord<>(
            TopicCatalogue.NUMBER_FACTS,
            partition,
            Writer.bytes(later),
            Writer.ofALaterSchema(decided)));
    byte[] gateway = Writer.bytes("gateway/acme/gw1");
    RecordMetadata changed =
        writer.send(
            TopicCatalogue.DIRECTORY_COMMANDS,
            gateway,
            Writer.ofALaterSchema(Writer.FRAMING.encode(new LogHeader("t", log, Instant.EPOCH))));
    startRouter("third");

    assertThat(fact(later))
        .isEqualTo(
            new NumberFact.NotUnderstood(
                ACME, place.offset(), writer.directoryEnd() - 1, place.timestamp()));
    assertThat(router.counts())
        .containsEntry("directory-not-understood", 1L)
        .containsEntry("directory-left-out", 1L)
        .containsEntry("directory-poisoned", 0L);
    assertThat(router.counts().get("facts-not-understood")).isPositive();
    Decision explained = explain(World.BETA, later, Instant.parse("2026-06-01T10:00:00Z"));
    assertThat(explained.outcome()).isInstanceOf(Outcome.NoGateway.class);
    assertThat(explained.steps())
        .anySatisfy(
            step -> {
              assertThat(step.finding()).isEqualTo("acme/gw1 is left out: not-understood");
              assertThat(step.origin())
                  .isEqualTo(new Origin(changed.offset(), Actor.UNKNOWN, changed.timestamp()));
            });
    result(id, ResultStatus.ACCEPTED);

    directory(ACME, World.gateway(World.ACME, "gw1"));
    assertThat(gateways(explain(World.BETA, later, Instant.parse("2026-06-01T10:00:00Z"))))
        .containsExactly("gw1");
  }

  /** The result of that command, which any router of the group may tell. */
  private void result(CommandId id, ResultStatus status) {
    try (Log log = new Log(broker.bootstrapServers(), TopicCatalogue.RESULTS)) {
      List<CommandResult> told =
          log.until(SOON, all -> all.stream().anyMatch(r -> isOf(id, r))).stream()
              .filter(r -> isOf(id, r))
              .map(CommandResult.class::cast)
              .toList();
      assertThat(told).allSatisfy(r -> assertThat(r.getStatus()).isEqualTo(status));
    }
  }

  private static boolean isOf(CommandId id, SpecificRecord told) {
    return told instanceof CommandResult result
        && result.getLog().equals(id.log().toString())
        && result.getPartition() == id.partition()
        && result.getOffset() == id.offset();
  }

  // ---- words

  /** Waits until that router has applied it. */
  private void directory(Actor actor, DirectoryCommand command) throws Exception {
    long offset = writer.directory(actor, command);
    Await.until("applied", SOON, () -> router.directory().version() >= offset);
  }

  private RecordMetadata report(GatewayId gateway, boolean up, long holdsMs) throws Exception {
    var report =
        GatewayReports.toAvro(
            gateway,
            up,
            Duration.ofMillis(holdsMs),
            Instant.EPOCH, // whatever the writer's clock says
            Actor.isp(gateway.isp()),
            Proof.apiKey("key-1"));
    return writer.send(
        TopicCatalogue.GATEWAY_STATE,
        Writer.bytes(gateway.toString()),
        Writer.FRAMING.encode(report));
  }

  /** Waits for as many events; they are these, from the first on. */
  private void events(String... expected) {
    try (Log log = new Log(broker.bootstrapServers(), TopicCatalogue.GATEWAY_EVENTS)) {
      List<String> told =
          log.until(SOON, all -> all.size() >= expected.length).stream()
              .map(GatewayEvent.class::cast)
              .map(e -> e.getGateway().substring(5) + " " + e.getKind() + " " + e.getFlaps())
              .toList();
      assertThat(told).containsExactly(expected);
    }
  }

  private Routers.Answered now(String number) {
    return lookup(World.ACME, number, Instant.now());
  }

  private Routers.Answered lookup(IspId asking, String number, Instant at) {
    Reply<Routers.Answered> reply = new Reply<>();
    router.local().lookup(query(asking, number, at), false, Long.MAX_VALUE, reply);
    return reply.value();
  }

  private Decision explain(IspId asking, String number, Instant at) {
    Reply<Routers.Answered> reply = new Reply<>();
    router.local().lookup(query(asking, number, at), true, Long.MAX_VALUE, reply);
    return reply.value().decision();
  }

  private static RouteQuery query(IspId asking, String number, Instant at) {
    return new RouteQuery(asking, digits(number), Media.VOICE, at.toEpochMilli(), 1, 5);
  }

  private @Nullable NumberFact fact(String number) {
    return RouterIT.known(router.local(), number(number));
  }

  private static List<String> gateways(Routers.Answered answered) {
    return gateways(answered.decision());
  }

  private static List<String> gateways(Decision decision) {
    assertThat(decision.outcome()).isInstanceOf(Outcome.Routed.class);
    return Arrays.stream(((Outcome.Routed) decision.outcome()).gateways())
        .map(gateway -> gateway.gateway().id().name())
        .toList();
  }

  private static @Nullable IspId serving(Routers.Answered answered) {
    return serving(answered.decision().outcome());
  }

  private static @Nullable IspId serving(Outcome outcome) {
    if (outcome instanceof Outcome.Routed routed) {
      return routed.servingIsp();
    }
    return outcome instanceof Outcome.RefusedByRule refused ? refused.servingIsp() : null;
  }

  private static final class Reply<T> implements Routers.Callback<T> {
    private volatile @Nullable T reply;
    private volatile Routers.@Nullable Unavailable reason;

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
