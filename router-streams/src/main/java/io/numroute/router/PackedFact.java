package io.numroute.router;

import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Porting;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Validity;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A number's fact as it lies in RocksDB and in the overlay: about 16 bytes and the ISP's name.
 *
 * <pre>
 *   byte    flags     0x01 assigned (otherwise withdrawn), 0x06 actor: 0 the authority, 1 the
 *                     serving ISP, 2 another ISP, 3 unknown; 0x08 service, 0x10 profile, 0x20 routing number,
 *                     0x40 validity follow; 0x80 more flags follow
 *   byte    more      only with 0x80: 0x01 a successor follows, 0x02 not understood,
 *                     0x04 what PackedPorting says follows at the end
 *   varint  version   offset of the command
 *   varint  directory version of the directory, plus one
 *   varint  time      broker append time of the command, epoch milliseconds
 *   text    actor     only for another ISP
 *   text    ISP       only when assigned, as is what follows
 *   byte    service   ordinal of ServiceOperation
 *   text    profile
 *   8 bytes routing number as Digits packs it, big endian
 *   2 zigzag varints  validity from, until; epoch milliseconds
 *   zigzag varint     first instant of the successor; then its flags and, from ISP on, its fields
 * </pre>
 *
 * A varint is LEB128, 1 to 10 bytes; a text is its length in one byte and ASCII.
 */
final class PackedFact {
  /** No fact is longer: eight names, and all else. */
  static final int MAX_BYTES = 1024;

  /** The same without porting: three names. */
  private static final int PLAIN_MAX_BYTES = 512;

  private static final int ASSIGNED = 0x01;
  private static final int BY_SERVING_ISP = 0x02;
  private static final int BY_OTHER_ISP = 0x04;
  private static final int BY_UNKNOWN = 0x06;
  private static final int ACTOR = 0x06;
  private static final int SERVICE = 0x08;
  private static final int PROFILE = 0x10;
  private static final int ROUTING_NUMBER = 0x20;
  private static final int VALIDITY = 0x40;
  private static final int MORE = 0x80;
  private static final int SUCCESSOR = 0x01;
  private static final int NOT_UNDERSTOOD = 0x02;
  private static final int PORTING = 0x04;
  private static final ServiceOperation[] SERVICES = ServiceOperation.values();

  private PackedFact() {}

  static byte[] pack(NumberFact fact) {
    boolean porting = PackedPorting.isNeeded(fact);
    byte[] out = new byte[porting ? MAX_BYTES : PLAIN_MAX_BYTES];
    NumberAssignment assignment = fact instanceof NumberFact.Assigned a ? a.assignment() : null;
    int flags = 0;
    int at = 1;
    int more =
        (assignment != null && assignment.successor() != null ? SUCCESSOR : 0)
            | (fact instanceof NumberFact.NotUnderstood ? NOT_UNDERSTOOD : 0)
            | (porting ? PORTING : 0);
    if (more != 0) {
      flags |= MORE;
      out[at++] = (byte) more;
    }
    at = putVarint(out, at, fact.version());
    at = putVarint(out, at, fact.directoryVersion() + 1);
    at = putVarint(out, at, fact.timeMs());
    if (fact.actor() instanceof Actor.IspActor actor) {
      if (assignment != null && actor.id().equals(assignment.servingIsp())) {
        flags |= BY_SERVING_ISP;
      } else {
        flags |= BY_OTHER_ISP;
        at = putText(out, at, actor.id().value());
      }
    } else if (fact.actor().equals(Actor.UNKNOWN)) {
      flags |= BY_UNKNOWN;
    }
    if (assignment != null) {
      flags |= ASSIGNED | flagsOf(assignment);
      at = putAssignment(out, at, assignment);
      NumberAssignment.Successor successor = assignment.successor();
      if (successor != null) {
        at = putZigzag(out, at, successor.fromMs());
        out[at++] = (byte) flagsOf(successor.assignment());
        at = putAssignment(out, at, successor.assignment());
      }
    }
    if (porting) {
      at = PackedPorting.put(out, at, fact);
    }
    out[0] = (byte) flags;
    return Arrays.copyOf(out, at);
  }

  static int flagsOf(NumberAssignment assignment) {
    return (assignment.service() == null ? 0 : SERVICE)
        | (assignment.profile() == null ? 0 : PROFILE)
        | (assignment.routingNumber() == null ? 0 : ROUTING_NUMBER)
        | (assignment.validity().equals(Validity.ALWAYS) ? 0 : VALIDITY);
  }

  static int putAssignment(byte[] out, int start, NumberAssignment assignment) {
    int at = putText(out, start, assignment.servingIsp().value());
    if (assignment.service() != null) {
      out[at++] = (byte) assignment.service().ordinal();
    }
    if (assignment.profile() != null) {
      at = putText(out, at, assignment.profile());
    }
    if (assignment.routingNumber() != null) {
      Keys.write(assignment.routingNumber().digits(), out, at);
      at += Long.BYTES;
    }
    if (!assignment.validity().equals(Validity.ALWAYS)) {
      at = putZigzag(out, at, assignment.validity().fromMs());
      at = putZigzag(out, at, assignment.validity().untilMs());
    }
    return at;
  }

  /** Whether the fact is a {@link NumberFact.NotUnderstood}. */
  static boolean isNotUnderstood(byte[] packed) {
    return (packed[0] & MORE) != 0 && (packed[1] & NOT_UNDERSTOOD) != 0;
  }

  /** The fact in the first {@code length} bytes, which are not kept. */
  static NumberFact unpack(byte[] bytes, int length) {
    return new Reader(bytes, length).fact();
  }

  static int putVarint(byte[] out, int start, long value) {
    int at = start;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out[at++] = (byte) (rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out[at++] = (byte) rest;
    return at;
  }

  static int putZigzag(byte[] out, int at, long value) {
    return putVarint(out, at, value << 1 ^ value >> 63);
  }

  @SuppressWarnings("deprecation") // the copy of low bytes is what ASCII names need
  static int putText(byte[] out, int at, String text) {
    out[at] = (byte) text.length();
    text.getBytes(0, text.length(), out, at + 1);
    return at + 1 + text.length();
  }

  /** Reads one fact; escape analysis keeps it off the heap. */
  static final class Reader {
    private final byte[] bytes;
    private final int length;
    private int at;

    Reader(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }

    NumberFact fact() {
      int flags = bytes[at++];
      int more = (flags & MORE) == 0 ? 0 : bytes[at++];
      if ((more & ~(SUCCESSOR | NOT_UNDERSTOOD | PORTING)) != 0) {
        throw new IllegalStateException("packed fact of a later version");
      }
      long version = varint();
      long directoryVersion = varint() - 1;
      long timeMs = varint();
      KnownIsps.Known by = (flags & ACTOR) == BY_OTHER_ISP ? isp() : null;
      if ((flags & ASSIGNED) == 0) {
        Actor actor = by == null ? ofNoIsp(flags) : by.actor();
        if ((more & NOT_UNDERSTOOD) != 0) {
          return new NumberFact.NotUnderstood(actor, version, directoryVersion, timeMs);
        }
        Porting porting =
            (more & PORTING) == 0 ? Porting.NONE : PackedPorting.read(this, actor).porting();
        return new NumberFact.Withdrawn(porting, actor, version, directoryVersion, timeMs);
      }
      KnownIsps.Known serving = isp();
      Actor actor =
          by != null
              ? by.actor()
              : (flags & ACTOR) == BY_SERVING_ISP ? serving.actor() : ofNoIsp(flags);
      NumberAssignment assignment = assignment(flags, serving.id(), (more & SUCCESSOR) != 0);
      if ((more & PORTING) == 0) {
        return new NumberFact.Assigned(assignment, actor, version, directoryVersion, timeMs);
      }
      PackedPorting.Read read = PackedPorting.read(this, actor);
      return new NumberFact.Assigned(
          assignment, read.assignedBy(), read.porting(), actor, version, directoryVersion, timeMs);
    }

    int int8() {
      return bytes[at++];
    }

    /** Of which {@link PackedFact#flagsOf} and the fields follow; it has no successor. */
    NumberAssignment assignment() {
      int flags = bytes[at++];
      return assignment(flags, isp().id(), false);
    }

    private static Actor ofNoIsp(int flags) {
      return (flags & ACTOR) == BY_UNKNOWN ? Actor.UNKNOWN : Actor.AUTHORITY;
    }

    private NumberAssignment assignment(int flags, IspId servingIsp, boolean succeeded) {
      ServiceOperation service = (flags & SERVICE) == 0 ? null : SERVICES[bytes[at++]];
      @Nullable String profile = (flags & PROFILE) == 0 ? null : text();
      PhoneNumber routingNumber = null;
      if ((flags & ROUTING_NUMBER) != 0) {
        routingNumber = new PhoneNumber(Keys.read(bytes, at));
        at += Long.BYTES;
      }
      Validity validity =
          (flags & VALIDITY) == 0 ? Validity.ALWAYS : new Validity(zigzag(), zigzag());
      NumberAssignment.Successor successor = null;
      if (succeeded) {
        long fromMs = zigzag();
        int flagsAfter = bytes[at++];
        successor =
            new NumberAssignment.Successor(fromMs, assignment(flagsAfter, isp().id(), false));
      }
      return new NumberAssignment(servingIsp, service, profile, routingNumber, validity, successor);
    }

    long varint() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte b = bytes[at++];
        value |= (b & 0x7FL) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw new IllegalStateException("varint too long");
    }

    long zigzag() {
      long value = varint();
      return value >>> 1 ^ -(value & 1);
    }

    KnownIsps.Known isp() {
      int start = at + 1;
      at = start + bytes[start - 1];
      checkEnd();
      return KnownIsps.of(bytes, start, at);
    }

    String text() {
      int start = at + 1;
      at = start + bytes[start - 1];
      checkEnd();
      return new String(bytes, start, at - start, StandardCharsets.US_ASCII);
    }

    private void checkEnd() {
      if (at > length) {
        throw new IllegalStateException("packed fact is cut short");
      }
    }
  }
}
