package io.numroute.hop;

import static io.numroute.hop.Same.assertSame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.hop.Routers.Answered;
import io.numroute.hop.Routers.KnownFact;
import io.numroute.hop.Routers.Unavailable;
import io.numroute.hop.Routers.WhatIf;
import io.numroute.routing.AdminState;
import io.numroute.routing.Decision;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.NumberFact;
import io.numroute.routing.Outcome;
import io.numroute.routing.PortRejection;
import io.numroute.routing.PortState;
import io.numroute.routing.RouteQuery;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Transport;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class CodecTest {
  private final Interned interned = new Interned();
  private final GatewayBytes gatewayBytes = new GatewayBytes();

  @RepeatedTest(20)
  void answersComeBackAsTheyWere(RepetitionInfo repetition) throws BadFrameException {
    RandomReplies random = new RandomReplies(repetition.getCurrentRepetition());
    List<Object> sent = new ArrayList<>();
    Answers.Writer out = new Answers.Writer(gatewayBytes);
    out.begin(1);
    for (int i = 0; i < 120; i++) {
      Decision decision = random.decision(i % RandomReplies.OUTCOMES);
      Answered answered = new Answered(decision, random.evidence());
      KnownFact known = new KnownFact(i % 3 == 0 ? null : random.fact(), random.evidence());
      Unavailable reason = Unavailable.values()[i % Unavailable.values().length];
      out.answered(-i, answered);
      out.known(i, known);
      WhatIf whatIf = random.whatIf();
      out.unavailable(i, reason);
      out.explored(i, whatIf);
      sent.addAll(List.of(answered, known, reason, whatIf));
    }
    List<Object> read = readAnswers(body(out.end(true)));
    assertThat(read).hasSize(sent.size() + 1).first().isEqualTo("receipt");
    for (int i = 0; i < sent.size(); i++) {
      if (sent.get(i) instanceof Answered a && read.get(i + 1) instanceof Answered b) {
        assertSame(b.decision(), a.decision());
        assertThat(b.evidence()).isEqualTo(a.evidence());
      } else if (sent.get(i) instanceof WhatIf a && read.get(i + 1) instanceof WhatIf b) {
        assertSame(b, a);
      } else {
        assertThat(read.get(i + 1)).isEqualTo(sent.get(i));
      }
    }
  }

  @RepeatedTest(20)
  void asksComeBackAsTheyWere(RepetitionInfo repetition) throws BadFrameException {
    RandomReplies random = new RandomReplies(repetition.getCurrentRepetition());
    Asks.Writer out = new Asks.Writer();
    out.begin(1);
    List<List<Object>> sent = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      if (i % 7 == 0) {
        RouteQuery query = random.query();
        byte[] overlay = random.overlay();
        out.whatIf(i, query, overlay, i);
        sent.add(List.of(i, query, HexFormat.of().formatHex(overlay), (long) i));
      } else if (i % 3 == 0) {
        long digits = random.digits();
        out.fact(i, digits, i);
        sent.add(List.of(i, digits, (long) i));
      } else {
        RouteQuery query = random.query();
        out.lookup(i, query, i % 2 == 0, Long.MAX_VALUE - i);
        sent.add(List.of(i, query, i % 2 == 0, Long.MAX_VALUE - i));
      }
    }
    List<List<Object>> read = new ArrayList<>();
    Asks.read(
        body(out.end()),
        interned.isps,
        new Asks.Sink() {
          @Override
          public void lookup(int id, RouteQuery query, boolean explain, long remainingUs) {
            read.add(List.of(id, query, explain, remainingUs));
          }

          @Override
          public void fact(int id, long digits, long remainingUs) {
            read.add(List.of(id, digits, remainingUs));
          }

          @Override
          public void whatIf(int id, RouteQuery query, byte[] overlay, long remainingUs) {
            read.add(List.of(id, query, HexFormat.of().formatHex(overlay), remainingUs));
          }
        });
    assertThat(read).isEqualTo(sent);
  }

  @Test
  void anOverlayOverTheBoundIsRefused() throws BadFrameException {
    RandomReplies random = new RandomReplies(3);
    Asks.Writer out = new Asks.Writer();
    for (int length : new int[] {Routers.MAX_OVERLAY, Routers.MAX_OVERLAY + 1}) {
      out.begin(1);
      out.whatIf(1, random.query(), new byte[length], 5);
      FrameReader in = body(out.end());
      Ignoring sink = new Ignoring();
      if (length > Routers.MAX_OVERLAY) {
        assertThatThrownBy(() -> Asks.read(in, interned.isps, sink))
            .isInstanceOf(BadFrameException.class)
            .hasMessage("more than 65536 bytes in an overlay");
      } else {
        Asks.read(in, interned.isps, sink);
      }
    }
  }

  @Test
  void aSuccessorOfASuccessorIsRefused() {
    FrameWriter out = new FrameWriter();
    for (int i = 0; i < 3; i++) {
      out.text("acme");
      out.int8(0);
      out.text("");
      out.int64(0);
      out.int64(0);
      out.int64(Long.MAX_VALUE);
      out.int8(i < 2 ? 1 : 0);
      out.int64(1000 + i);
    }
    FrameReader in = new FrameReader(out.toByteArray(), 0, out.size());
    assertThatThrownBy(() -> AssignmentCodec.read(in))
        .isInstanceOf(BadFrameException.class)
        .hasMessage("a successor of a successor");
  }

  @Test
  void aGatewayReadTwiceIsOneObject() throws BadFrameException {
    VersionedGateway gateway = new RandomReplies(5).gateway();
    Decision decision =
        new Decision(
            new Outcome.Routed(new IspId("acme"), new VersionedGateway[] {gateway, gateway}, null),
            1,
            2,
            3,
            List.of());
    FrameWriter out = new FrameWriter();
    DecisionCodec.write(out, decision, gatewayBytes);
    Decision read = DecisionCodec.read(new FrameReader(out.toByteArray(), 0, out.size()), interned);
    VersionedGateway[] gateways = ((Outcome.Routed) read.outcome()).gateways();
    assertThat(gateways[0]).isEqualTo(gateway).isSameAs(gateways[1]);
    assertThat(gateways[0].orderKey()).isEqualTo(gateway.orderKey());
    assertThat(gatewayBytes.of(gateway)).isSameAs(gatewayBytes.of(gateway));
  }

  @Test
  void moreGatewaysThanPlacesAreStillRight() throws BadFrameException {
    InternTable<String> small = new InternTable<>(4, in -> HexFormat.of().formatHex(in.rest()));
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 100; i++) {
        byte[] bytes = {1, (byte) i, 2};
        assertThat(small.of(bytes, 1, 1)).isEqualTo(HexFormat.of().toHexDigits((byte) i));
      }
    }
  }

  /** Frames cross releases: whoever changes these makes frame version 2. */
  @Test
  void versionOneHasTheseBytes() throws BadFrameException {
    Asks.Writer asks = new Asks.Writer();
    asks.begin(1);
    asks.lookup(7, RoutersContract.query(RoutersContract.digits(1)), true, 300);
    assertThat(hex(asks.end()))
        .isEqualTo(
            "0000002c01030000000100000007"
                + "01ac0255211111120000000461636d65"
                + "0000000000000003e8000000000000000705");

    Answers.Writer answers = new Answers.Writer(gatewayBytes);
    answers.begin(1);
    Routers.Evidence evidence = new Routers.Evidence("d", "n", 1, 299, "r", 3, true);
    Decision decision = new Decision(new Outcome.Special(), 5, 6, -1, List.of());
    answers.answered(7, new Answered(decision, evidence));
    answers.known(8, new KnownFact(null, evidence));
    answers.unavailable(9, Unavailable.BUSY);
    assertThat(hex(answers.end(true)))
        .isEqualTo(
            "000000340104010000000300000007"
                + "00010164016e017202ac0203"
                + "050000000000000005070000"
                + "00000008010302ac020300"
                + "000000090203");

    FrameWriter hello = new FrameWriter();
    new Hello(new Versions(1, 2), "r1", true).write(hello);
    assertThat(hex(hello)).isEqualTo("0000000c00014e524850010201027231");
  }

  /** Ordinals are on the wire. New constants go to the end, in a new frame version. */
  @Test
  void enumsKeepTheirOrder() {
    assertThat(List.of(Media.values())).hasToString("[VOICE, FAX, MODEM, VIDEO]");
    assertThat(List.of(Transport.values())).hasToString("[UDP, TCP, TLS, WS]");
    assertThat(List.of(AdminState.values())).hasToString("[ENABLED, DRAINING, DISABLED]");
    assertThat(List.of(Outcome.DropReason.values()))
        .hasToString(
            "[NOT_VALID, DISABLED, MEDIA, DOWN, GONE, NOT_GRANTED, OWNER_SUSPENDED,"
                + " NOT_UNDERSTOOD]");
    assertThat(List.of(Unavailable.values()))
        .hasToString("[NO_ROUTER, DEADLINE, NO_REPLICA, BUSY]");
    assertThat(List.of(ServiceOperation.values()))
        .hasToString("[PRODUCT_ORDERING, CALLING_CARD, RESERVATION, CUSTOMER_SERVICE]");
    assertThat(List.of(Decision.Kind.values()))
        .hasToString(
            "[ASKING_ISP, NUMBER, BLOCK, SERVING_ISP, AGREEMENT, PROFILE, RULE, GATEWAY, ORDER,"
                + " VALID_UNTIL]");
    assertThat(List.of(Decision.Source.values()))
        .hasToString("[DIRECTORY, NUMBERS, GATEWAY_STATE]");
    assertThat(List.of(PortRejection.values()))
        .hasToString("[NOT_AUTHORISED, DETAILS_DIFFER, NOT_IN_SERVICE, RESTRICTED, OTHER]");
    assertThat(PortState.class.getPermittedSubclasses()).hasSize(7);
    assertThat(NumberFact.class.getPermittedSubclasses()).hasSize(3);
    assertThat(Outcome.class.getPermittedSubclasses()).hasSize(RandomReplies.OUTCOMES);
  }

  private static String hex(FrameWriter out) {
    return HexFormat.of().formatHex(out.bytes(), 0, out.size());
  }

  private static FrameReader body(FrameWriter out) {
    byte[] frame = out.toByteArray();
    return new FrameReader(frame, Frame.HEADER, frame.length);
  }

  private List<Object> readAnswers(FrameReader in) throws BadFrameException {
    List<Object> read = new ArrayList<>();
    Answers.read(
        in,
        interned,
        new Answers.Sink() {
          @Override
          public void receipt() {
            read.add("receipt");
          }

          @Override
          public void answered(int id, Answered reply) {
            read.add(reply);
          }

          @Override
          public void known(int id, KnownFact reply) {
            read.add(reply);
          }

          @Override
          public void explored(int id, WhatIf reply) {
            read.add(reply);
          }

          @Override
          public void unavailable(int id, Unavailable reason) {
            read.add(reason);
          }
        });
    return read;
  }
}
