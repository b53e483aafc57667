package io.numroute.hop;

import io.numroute.routing.Digits;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.RouteQuery;

/**
 * The frame from edge to router: many questions.
 *
 * <pre>
 *   count: int32, then for each
 *     id: int32   kind: int8   remainingUs: varint   digits: int64
 *     if LOOKUP or EXPLAIN: askingIsp: text   media: int8   atMs, orderSeed: int64   max: int8
 *     if WHAT_IF: as LOOKUP, then the overlay: byte string, &lt;= 64 KiB
 * </pre>
 *
 * <p>A what-if stands in a frame of its own, so that no call's question waits behind its bytes.
 */
@SuppressWarnings("EnumOrdinal") // CodecTest holds the order of each
final class Asks {
  private static final int LOOKUP = 0;
  private static final int EXPLAIN = 1;
  private static final int FACT = 2;
  private static final int WHAT_IF = 3;
  private static final int COUNT_AT = Frame.HEADER;
  private static final int MAX_COUNT = 1 << 16;
  private static final int MAX_ISP_BYTES = 63;
  private static final Media[] MEDIA = Media.values();

  private Asks() {}

  /** Writes such a frame. */
  static final class Writer {
    private final FrameWriter out = new FrameWriter();
    private int count;

    void begin(int version) {
      count = 0;
      out.beginFrame(version, Frame.ASKS);
      out.int32(0);
    }

    void lookup(int id, RouteQuery query, boolean explain, long remainingUs) {
      head(id, explain ? EXPLAIN : LOOKUP, remainingUs, query.digits());
      rest(query);
    }

    void whatIf(int id, RouteQuery query, byte[] overlay, long remainingUs) {
      head(id, WHAT_IF, remainingUs, query.digits());
      rest(query);
      out.byteString(overlay);
    }

    private void rest(RouteQuery query) {
      out.text(query.askingIsp().value());
      out.int8(query.media().ordinal());
      out.int64(query.atMs());
      out.int64(query.orderSeed());
      out.int8(query.max());
    }

    void fact(int id, long digits, long remainingUs) {
      head(id, FACT, remainingUs, digits);
    }

    private void head(int id, int kind, long remainingUs, long digits) {
      count++;
      out.int32(id);
      out.int8(kind);
      out.varint(remainingUs);
      out.int64(digits);
    }

    int count() {
      return count;
    }

    boolean isFull() {
      return out.size() >= Frame.FULL || count == MAX_COUNT;
    }

    FrameWriter end() {
      out.int32At(COUNT_AT, count);
      out.endFrame();
      return out;
    }
  }

  /** Takes the questions of a frame, in their order. */
  interface Sink {
    void lookup(int id, RouteQuery query, boolean explain, long remainingUs);

    void fact(int id, long digits, long remainingUs);

    void whatIf(int id, RouteQuery query, byte[] overlay, long remainingUs);
  }

  /**
   * Reads the body of such a frame.
   *
   * @param isps shares the ISPs' ids
   */
  static void read(FrameReader in, InternTable<IspId> isps, Sink sink) throws BadFrameException {
    int count = in.int32();
    if (count < 0 || count > MAX_COUNT) {
      throw new BadFrameException("more questions than " + MAX_COUNT);
    }
    for (int i = 0; i < count; i++) {
      int id = in.int32();
      int kind = in.int8();
      long remainingUs = in.varint();
      long digits = in.int64();
      if (!Digits.isValid(digits) || Digits.length(digits) == 0 || remainingUs < 0) {
        throw new BadFrameException("a question with impossible digits or deadline");
      }
      if (kind == FACT) {
        sink.fact(id, digits, remainingUs);
      } else if (kind == LOOKUP || kind == EXPLAIN) {
        sink.lookup(id, query(in, digits, isps), kind == EXPLAIN, remainingUs);
      } else if (kind == WHAT_IF) {
        sink.whatIf(
            id,
            query(in, digits, isps),
            in.byteString(Routers.MAX_OVERLAY, "bytes in an overlay"),
            remainingUs);
      } else {
        throw new BadFrameException("unknown question " + kind);
      }
    }
    in.expectEnd();
  }

  private static RouteQuery query(FrameReader in, long digits, InternTable<IspId> isps)
      throws BadFrameException {
    IspId askingIsp = in.interned(isps, MAX_ISP_BYTES);
    Media media = in.constant(MEDIA);
    long atMs = in.int64();
    long orderSeed = in.int64();
    int max = in.int8();
    if (max < 1 || max > RouteQuery.MAX_GATEWAYS) {
      throw new BadFrameException("a question for " + max + " gateways");
    }
    return new RouteQuery(askingIsp, digits, media, atMs, orderSeed, max);
  }
}
