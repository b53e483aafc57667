package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.edge.Question.Kind;
import io.numroute.edge.journal.AnswerTails;
import io.numroute.hop.Routers.DownGateway;
import io.numroute.hop.Routers.Evidence;
import io.numroute.http.Caller;
import io.numroute.http.Role;
import io.numroute.routing.Decision;
import io.numroute.routing.Directory;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.Outcome;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Proof;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Validity;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.avro.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerEncoderTest {
  private static final List<Outcome> OUTCOMES =
      List.of(
          new Outcome.Unallocated(),
          new Outcome.Special(),
          new Outcome.NoGateway(new IspId("bare"), List.of()),
          new Outcome.RefusedByRule(new IspId("shut"), "cl\u00f6sed", 480, "closed"),
          new Outcome.RefusedByAgreement(new IspId("wall"), new IspId("acme")),
          new Outcome.MediaNotCarried(
              new IspId("acme"), EnumSet.of(Media.VOICE, Media.FAX), List.of()),
          new Outcome.AskingIspUnknown(),
          new Outcome.ServingIspSuspended(new IspId("gone")));

  private final AnswerEncoder encoder =
      new AnswerEncoder(
          AvroFraming.singleObject().header(Answer.getClassSchema()),
          "numroute.answers",
          "edge-7",
          new GatewayParts.Cache());

  @Test
  void whatIsWrittenByHand_isWhatTheGeneratedClassReads() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    ByteWriter out = new ByteWriter(16);
    for (int i = 0; i < 2_000; i++) {
      Question question = question(random, "q-" + i);
      boolean answered = question.fault() == null && random.nextInt(5) > 0;
      Decision decision = answered ? decision(random) : null;
      Evidence evidence = answered ? evidence(random) : null;
      String outcome = decision == null ? "not-ready" : decision.outcome().slug();
      int status = random.nextInt(600);
      encoder.write(out.clear(), question, outcome, decision, evidence, status);
      byte[] value = AnswerTails.complete(out.copy(), 77, i);
      Answer answer = (Answer) AvroFraming.singleObject().decode(value);
      assertThat(AvroFraming.singleObject().encode(answer)).as("seed %s", seed).isEqualTo(value);
      check(answer, question, outcome, decision, evidence, status);
      assertThat(answer.getEpoch()).isEqualTo(77);
      assertThat(answer.getSequence()).isEqualTo(i);
    }
  }

  private static Question question(Random random, String queryId) throws Exception {
    IspId isp = new IspId("isp-" + random.nextInt(1000));
    Question question =
        new Question(
            Kind.values()[random.nextInt(2)],
            Caller.of(
                isp,
                Role.OPERATOR,
                new Proof(
                    Proof.Kind.values()[random.nextInt(3)], "credential " + random.nextInt())),
            isp,
            queryId,
            random.nextLong());
    byte[] number =
        (random.nextInt(10) == 0
                ? "x\u00e9" + random.nextLong()
                : "+" + (1 + random.nextInt(1 << 30)))
            .getBytes(StandardCharsets.ISO_8859_1);
    question.number(number, 0, number.length, false);
    question.settle(null);
    question.media(Media.values()[random.nextInt(4)].word());
    if (random.nextBoolean()) {
      question.at(Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L)).toString());
    }
    if (random.nextBoolean()) {
      question.callId("\u260e".repeat(random.nextInt(3)) + random.nextLong());
    }
    question.max(1 + random.nextInt(12));
    return question;
  }

  private static Decision decision(Random random) {
    Directory.Member acme = FakeRouters.DIRECTORY.member(new IspId("acme"));
    if (acme == null) {
      throw new AssertionError();
    }
    VersionedGateway[] gateways =
        Arrays.copyOf(acme.gateways(), 1 + random.nextInt(acme.gateways().length));
    Outcome outcome =
        random.nextBoolean()
            ? new Outcome.Routed(new IspId("acme"), gateways, assignment(random))
            : OUTCOMES.get(random.nextInt(OUTCOMES.size()));
    return new Decision(
        outcome, random.nextLong(), random.nextLong(), random.nextLong(), List.of());
  }

  private static @Nullable NumberAssignment assignment(Random random) {
    return random.nextInt(3) == 0
        ? null
        : new NumberAssignment(
            new IspId("acme"),
            random.nextBoolean() ? null : ServiceOperation.values()[random.nextInt(4)],
            null,
            random.nextBoolean() ? null : PhoneNumber.parse("+4499" + random.nextInt(1 << 30)),
            Validity.ALWAYS);
  }

  private static List<DownGateway> down(Random random) {
    List<DownGateway> down = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      GatewayId id = new GatewayId(new IspId("acme"), "gw" + random.nextInt(99));
      down.add(new DownGateway(id, random.nextLong()));
    }
    return down;
  }

  private static Evidence evidence(Random random) {
    return new Evidence(
        "dir" + random.nextLong(),
        "num" + random.nextLong(),
        random.nextInt(1000),
        random.nextLong(),
        "router-" + random.nextInt(9),
        random.nextInt(100_000),
        random.nextBoolean(),
        down(random));
  }

  private static void check(
      Answer answer,
      Question question,
      String outcome,
      @Nullable Decision decision,
      @Nullable Evidence evidence,
      int status) {
    assertThat(answer.getTopic()).isEqualTo("numroute.answers");
    assertThat(answer.getQueryId()).isEqualTo(question.queryId);
    assertThat(answer.getEdge()).isEqualTo("edge-7");
    assertThat(answer.getKind()).isEqualTo(question.kind.word);
    assertThat(answer.getAskingIsp()).isEqualTo(question.askingIsp.value());
    assertThat(answer.getCredential()).isEqualTo(question.caller.proof().credential());
    assertThat(answer.getProof()).isEqualTo(question.caller.proof().kind().word());
    assertThat(answer.getMedia()).isEqualTo(question.media().word());
    assertThat(answer.getAtMs()).isEqualTo(question.atMs());
    assertThat(answer.getCallId()).isEqualTo(question.callId());
    assertThat(answer.getOrderSeed()).isEqualTo(question.orderSeed());
    assertThat(answer.getMax()).isEqualTo(question.max());
    assertThat(answer.getOutcome()).isEqualTo(outcome);
    assertThat(answer.getStatus()).isEqualTo(status);
    if (question.fault() == null) {
      assertThat(answer.getNumber())
          .isEqualTo("+" + io.numroute.routing.Digits.toString(question.digits()));
    } else {
      assertThat(answer.getNumber()).isEqualTo(question.sent());
    }
    if (decision == null || evidence == null) {
      assertThat(answer.getNumberVersion()).isEqualTo(-1);
      assertThat(answer.getGateways()).isEmpty();
      assertThat(answer.getDownGateways()).isEmpty();
      return;
    }
    checkOutcome(answer, decision.outcome());
    assertThat(answer.getDownGateways())
        .extracting(down -> down.getId() + " " + down.getVersion())
        .isEqualTo(evidence.down().stream().map(d -> d.gateway() + " " + d.version()).toList());
    assertThat(answer.getDirectoryLog()).isEqualTo(evidence.directoryLog());
    assertThat(answer.getDirectoryVersion()).isEqualTo(decision.directoryVersion());
    assertThat(answer.getNumberLog()).isEqualTo(evidence.numberLog());
    assertThat(answer.getNumberPartition()).isEqualTo(evidence.numberPartition());
    assertThat(answer.getNumberVersion()).isEqualTo(decision.numberVersion());
    assertThat(answer.getNumbersDecided()).isEqualTo(evidence.numbersDecided());
    assertThat(answer.getRouter()).isEqualTo(evidence.router());
    assertThat(answer.getAgeMs()).isEqualTo(evidence.ageMs());
    assertThat(answer.getStale()).isEqualTo(evidence.stale());
    assertThat(answer.getValidUntilMs()).isEqualTo(decision.validUntilMs());
    if (decision.outcome() instanceof Outcome.Routed routed) {
      assertThat(answer.getServingIsp()).isEqualTo("acme");
      for (int i = 0; i < routed.gateways().length; i++) {
        assertThat(answer.getGateways().get(i).getId())
            .isEqualTo(routed.gateways()[i].gateway().id().toString());
        assertThat(answer.getGateways().get(i).getVersion())
            .isEqualTo(routed.gateways()[i].version());
      }
    }
  }

  private static void checkOutcome(Answer answer, Outcome outcome) {
    IspId servingIsp = ServingIsp.of(outcome);
    assertThat(answer.getServingIsp()).isEqualTo(servingIsp == null ? null : servingIsp.value());
    NumberAssignment assignment =
        outcome instanceof Outcome.Routed routed ? routed.assignment() : null;
    ServiceOperation service = assignment == null ? null : assignment.service();
    PhoneNumber routingNumber = assignment == null ? null : assignment.routingNumber();
    assertThat(answer.getService()).isEqualTo(service == null ? null : service.word());
    assertThat(answer.getRoutingNumber())
        .isEqualTo(routingNumber == null ? null : routingNumber.toString());
    if (outcome instanceof Outcome.RefusedByRule) {
      assertThat(answer.getSipCode()).isEqualTo(480);
      assertThat(answer.getRefusedBy()).isEqualTo("shut");
      assertThat(answer.getRule()).isEqualTo("cl\u00f6sed");
    } else {
      assertThat(answer.getSipCode()).isNull();
      assertThat(answer.getRefusedBy())
          .isEqualTo(outcome instanceof Outcome.RefusedByAgreement ? "acme" : null);
      assertThat(answer.getRule()).isNull();
    }
    assertThat(answer.getPossibleMedia())
        .isEqualTo(
            outcome instanceof Outcome.MediaNotCarried ? List.of("voice", "fax") : List.of());
  }
}
