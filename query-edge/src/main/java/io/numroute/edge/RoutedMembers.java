package io.numroute.edge;

import static io.numroute.edge.ByteWriter.encoded;

import io.numroute.hop.Routers.Evidence;
import io.numroute.routing.Decision;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.Outcome;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.ServiceOperation;

/** The members that every JSON form of a routed answer has. Allocates nothing. */
final class RoutedMembers {
  private static final byte[] QUERY_ID = encoded("\"queryId\":\"");
  private static final byte[] NUMBER = encoded("\",\"number\":\"+");
  private static final byte[] ASKING = encoded("\",\"askingIsp\":\"");
  private static final byte[] SERVING = encoded("\",\"servingIsp\":\"");
  private static final byte[] SERVICE = encoded("\",\"service\":\"");
  private static final byte[] ROUTING_NUMBER = encoded(",\"routingNumber\":\"+");
  private static final byte[] NPDI = encoded("\",\"npdi\":true");
  private static final byte[] VALID_UNTIL = encoded(",\"validUntil\":\"");
  private static final byte[] TTL = encoded("\",\"ttlSeconds\":");
  private static final byte[] FRESH = encoded(",\"stale\":false");
  private static final byte[] STALE = encoded(",\"stale\":true,\"ageMs\":");

  private RoutedMembers() {}

  /** Packed digits of the number to route by in place of the one dialled; 0 when there is none. */
  static long routingNumber(Outcome.Routed routed) {
    NumberAssignment assignment = routed.assignment();
    PhoneNumber number = assignment == null ? null : assignment.routingNumber();
    return number == null ? 0 : number.digits();
  }

  /** {@code "queryId"} to {@code "npdi"}, without a comma in front. */
  static void who(ByteWriter out, Question question, Outcome.Routed routed) {
    out.put(QUERY_ID).ascii(question.queryId);
    out.put(NUMBER).packedDigits(question.digits(), 0);
    out.put(ASKING).ascii(question.askingIsp.value());
    out.put(SERVING).ascii(routed.servingIsp().value());
    NumberAssignment assignment = routed.assignment();
    ServiceOperation service = assignment == null ? null : assignment.service();
    if (service != null) {
      out.put(SERVICE).ascii(service.word());
    }
    out.put((byte) '"');
    long routingNumber = routingNumber(routed);
    if (routingNumber != 0) {
      out.put(ROUTING_NUMBER).packedDigits(routingNumber, 0).put(NPDI);
    }
  }

  /** {@code "validUntil"} to {@code "stale"}, with a comma in front. */
  static void howLong(ByteWriter out, Decision decision, Evidence evidence, int ttlSeconds) {
    out.put(VALID_UNTIL).instant(decision.validUntilMs());
    out.put(TTL).decimal(ttlSeconds);
    age(out, evidence);
  }

  private static void age(ByteWriter out, Evidence evidence) {
    if (evidence.stale()) {
      out.put(STALE).decimal(evidence.ageMs());
    } else {
      out.put(FRESH);
    }
  }
}
