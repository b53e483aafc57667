package io.numroute.hop;

import io.numroute.hop.Routers.Answered;
import io.numroute.hop.Routers.DownGateway;
import io.numroute.hop.Routers.Evidence;
import io.numroute.hop.Routers.Explored;
import io.numroute.hop.Routers.KnownFact;
import io.numroute.hop.Routers.OverlayRefused;
import io.numroute.hop.Routers.Unavailable;
import io.numroute.hop.Routers.WhatIf;
import io.numroute.routing.Decision;
import io.numroute.routing.GatewayId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frame from router to edge: many replies, in any order.
 *
 * <pre>
 *   receipt: int8 (1: this frame follows an asks frame that has been read, so send the next)
 *   count: int32, then for each
 *     id: int32   kind: int8
 *     if UNAVAILABLE: reason: int8
 *     if OVERLAY_REFUSED: place, detail: text
 *     else: evidence, then the decision, the fact, or today's and the proposed decision
 *   evidence: flags: int8 (1 stale, 2 names as in the evidence before it in this frame, 4 down)
 *             directoryLog, numberLog, router: text, unless as before
 *             partition, decided: varint   ageMs: varint
 *             if down: count, of each isp, name: text   version: varint
 * </pre>
 */
@SuppressWarnings("EnumOrdinal") // CodecTest holds the order of each
final class Answers {
  private static final int DECISION = 0;
  private static final int FACT = 1;
  private static final int UNAVAILABLE = 2;
  private static final int EXPLORED = 3;
  private static final int OVERLAY_REFUSED = 4;
  private static final int STALE = 1;
  private static final int SAME_NAMES = 2;
  private static final int DOWN = 4;
  private static final int RECEIPT_AT = Frame.HEADER;
  private static final int COUNT_AT = RECEIPT_AT + 1;
  private static final int MAX_COUNT = 1 << 18;
  private static final int MAX_NAME = 255;
  private static final Unavailable[] REASONS = Unavailable.values();

  private Answers() {}

  /** Writes such a frame. */
  static final class Writer {
    private final FrameWriter out = new FrameWriter();
    private final GatewayBytes gatewayBytes;
    private int count;
    private @Nullable Evidence before;

    Writer(GatewayBytes gatewayBytes) {
      this.gatewayBytes = gatewayBytes;
    }

    void begin(int version) {
      count = 0;
      before = null;
      out.beginFrame(version, Frame.ANSWERS);
      out.int8(0);
      out.int32(0);
    }

    void answered(int id, Answered reply) {
      head(id, DECISION);
      evidence(reply.evidence());
      DecisionCodec.write(out, reply.decision(), gatewayBytes);
    }

    void known(int id, KnownFact reply) {
      head(id, FACT);
      evidence(reply.evidence());
      FactCodec.write(out, reply.fact());
    }

    void explored(int id, WhatIf reply) {
      if (reply instanceof Explored explored) {
        head(id, EXPLORED);
        evidence(explored.evidence());
        DecisionCodec.write(out, explored.today(), gatewayBytes);
        DecisionCodec.write(out, explored.proposed(), gatewayBytes);
      } else if (reply instanceof OverlayRefused refused) {
        head(id, OVERLAY_REFUSED);
        out.text(refused.place());
        out.text(refused.detail());
      }
    }

    void unavailable(int id, Unavailable reason) {
      head(id, UNAVAILABLE);
      out.int8(reason.ordinal());
    }

    private void head(int id, int kind) {
      count++;
      out.int32(id);
      out.int8(kind);
    }

    private void evidence(Evidence evidence) {
      Evidence last = before;
      boolean same =
          last != null
              && last.directoryLog().equals(evidence.directoryLog())
              && last.numberLog().equals(evidence.numberLog())
              && last.router().equals(evidence.router());
      List<DownGateway> down = evidence.down();
      out.int8(
          (evidence.stale() ? STALE : 0) | (same ? SAME_NAMES : 0) | (down.isEmpty() ? 0 : DOWN));
      if (!same) {
        out.text(evidence.directoryLog());
        out.text(evidence.numberLog());
        out.text(evidence.router());
        before = evidence;
      }
      out.version(evidence.numberPartition());
      out.version(evidence.numbersDecided());
      out.varint(evidence.ageMs());
      if (!down.isEmpty()) {
        down(down);
      }
    }

    private void down(List<DownGateway> down) {
      out.varint(down.size());
      for (DownGateway gateway : down) {
        out.text(gateway.gateway().isp().value());
        out.text(gateway.gateway().name());
        out.version(gateway.version());
      }
    }

    int count() {
      return count;
    }

    int size() {
      return out.size();
    }

    /** Takes back the last reply, which began when the frame had {@code size} bytes. */
    void takeBack(int size) {
      out.truncate(size);
      count--;
      before = null;
    }

    FrameWriter end(boolean receipt) {
      out.int8At(RECEIPT_AT, receipt ? 1 : 0);
      out.int32At(COUNT_AT, count);
      out.endFrame();
      return out;
    }
  }

  /** Takes the replies of a frame, in their order. */
  interface Sink {
    /** Called first, when the frame is a receipt. */
    void receipt();

    void answered(int id, Answered reply) throws BadFrameException;

    void known(int id, KnownFact reply) throws BadFrameException;

    void explored(int id, WhatIf reply) throws BadFrameException;

    void unavailable(int id, Unavailable reason);
  }

  /** Reads the body of such a frame. */
  static void read(FrameReader in, Interned interned, Sink sink) throws BadFrameException {
    if (in.bool()) {
      sink.receipt();
    }
    int count = in.int32();
    if (count < 0 || count > MAX_COUNT) {
      throw new BadFrameException("more replies than " + MAX_COUNT);
    }
    Evidence before = null;
    for (int i = 0; i < count; i++) {
      int id = in.int32();
      int kind = in.int8();
      if (kind == UNAVAILABLE) {
        sink.unavailable(id, in.constant(REASONS));
      } else if (kind == DECISION) {
        before = evidence(in, before, interned);
        sink.answered(id, new Answered(DecisionCodec.read(in, interned), before));
      } else if (kind == FACT) {
        before = evidence(in, before, interned);
        sink.known(id, new KnownFact(FactCodec.read(in), before));
      } else if (kind == EXPLORED) {
        before = evidence(in, before, interned);
        Decision today = DecisionCodec.read(in, interned);
        sink.explored(id, new Explored(today, DecisionCodec.read(in, interned), before));
      } else if (kind == OVERLAY_REFUSED) {
        sink.explored(id, overlayRefused(in));
      } else {
        throw new BadFrameException("unknown reply " + kind);
      }
    }
    in.expectEnd();
  }

  private static OverlayRefused overlayRefused(FrameReader in) throws BadFrameException {
    try {
      return new OverlayRefused(in.text(), in.text());
    } catch (IllegalArgumentException e) {
      throw new BadFrameException("a refusal without end");
    }
  }

  private static Evidence evidence(FrameReader in, @Nullable Evidence before, Interned interned)
      throws BadFrameException {
    int flags = in.int8();
    if (flags > (STALE | SAME_NAMES | DOWN)) {
      throw new BadFrameException("unknown flags of evidence");
    }
    String directoryLog;
    String numberLog;
    String router;
    if ((flags & SAME_NAMES) == 0) {
      directoryLog = in.interned(interned.names, MAX_NAME);
      numberLog = in.interned(interned.names, MAX_NAME);
      router = in.interned(interned.names, MAX_NAME);
    } else if (before != null) {
      directoryLog = before.directoryLog();
      numberLog = before.numberLog();
      router = before.router();
    } else {
      throw new BadFrameException("the first evidence of a frame without names");
    }
    long partition = in.version();
    if (partition > Integer.MAX_VALUE) {
      throw new BadFrameException("a partition that is no int");
    }
    return new Evidence(
        directoryLog,
        numberLog,
        (int) partition,
        in.version(),
        router,
        in.varint(),
        (flags & STALE) != 0,
        (flags & DOWN) == 0 ? List.of() : down(in, interned));
  }

  private static List<DownGateway> down(FrameReader in, Interned interned)
      throws BadFrameException {
    int count = in.count(Evidence.MAX_DOWN, "gateways that are down");
    List<DownGateway> down = new ArrayList<>(Math.min(count, 16));
    for (int i = 0; i < count; i++) {
      GatewayId id = DecisionCodec.gatewayId(DecisionCodec.isp(in, interned), in.text());
      down.add(new DownGateway(id, in.version()));
    }
    return down;
  }
}
