package io.numroute.edge;

import io.numroute.routing.Decision;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.Outcome;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.ServiceOperation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * In what two decisions on one question differ, one entry for each: first the outcome, then who
 * serves, then the gateways, at last how long it holds.
 */
final class Differences {
  private final List<Difference> found = new ArrayList<>();

  /**
   * One difference.
   *
   * @param what a stable word
   * @param gateway the one it is about, or null
   * @param today null when there is no such thing today
   * @param proposed null when there would be no such thing
   */
  private record Difference(
      String what, @Nullable String gateway, @Nullable String today, @Nullable String proposed) {}

  private Differences() {}

  static Differences between(Decision today, Decision proposed) {
    Differences differences = new Differences();
    Outcome a = today.outcome();
    Outcome b = proposed.outcome();
    differences.compare("outcome", a.slug(), b.slug());
    differences.compare("serving-isp", servingIsp(a), servingIsp(b));
    differences.compare("service", service(a), service(b));
    differences.compare("routing-number", routingNumber(a), routingNumber(b));
    differences.compare("refusal", refusal(a), refusal(b));
    differences.compare("possible-media", possible(a), possible(b));
    differences.gateways(gateways(a), gateways(b));
    differences.dropped(dropped(a), dropped(b));
    differences.compare(
        "valid-until",
        Instant.ofEpochMilli(today.validUntilMs()).toString(),
        Instant.ofEpochMilli(proposed.validUntilMs()).toString());
    return differences;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** As a JSON array. */
  void write(ByteWriter out) {
    out.put((byte) '[');
    String comma = "";
    for (Difference difference : found) {
      out.ascii(comma).ascii("{\"what\":").json(difference.what);
      member(out, "gateway", difference.gateway);
      member(out, "today", difference.today);
      member(out, "proposed", difference.proposed);
      out.put((byte) '}');
      comma = ",";
    }
    out.put((byte) ']');
  }

  private static void member(ByteWriter out, String name, @Nullable String value) {
    if (value != null) {
      out.ascii(",").json(name).ascii(":").json(value);
    }
  }

  private void compare(String what, @Nullable String today, @Nullable String proposed) {
    if (!Objects.equals(today, proposed)) {
      found.add(new Difference(what, null, today, proposed));
    }
  }

  private void gateways(Map<GatewayId, Gateway> today, Map<GatewayId, Gateway> proposed) {
    for (GatewayId id : proposed.keySet()) {
      if (!today.containsKey(id)) {
        found.add(new Difference("gateway-added", id.toString(), null, null));
      }
    }
    for (Map.Entry<GatewayId, Gateway> entry : today.entrySet()) {
      Gateway now = proposed.get(entry.getKey());
      if (now == null) {
        found.add(new Difference("gateway-removed", entry.getKey().toString(), null, null));
      } else if (!now.equals(entry.getValue())) {
        found.add(new Difference("gateway-changed", entry.getKey().toString(), null, null));
      }
    }
    List<GatewayId> before = new ArrayList<>(today.keySet());
    List<GatewayId> after = new ArrayList<>(proposed.keySet());
    before.retainAll(proposed.keySet());
    after.retainAll(today.keySet());
    if (!before.equals(after)) {
      found.add(new Difference("order", null, words(today.keySet()), words(proposed.keySet())));
    }
  }

  private void dropped(Map<GatewayId, String> today, Map<GatewayId, String> proposed) {
    Map<GatewayId, String> all = new LinkedHashMap<>(today);
    all.putAll(proposed);
    for (GatewayId id : all.keySet()) {
      if (!Objects.equals(today.get(id), proposed.get(id))) {
        found.add(
            new Difference("gateway-dropped", id.toString(), today.get(id), proposed.get(id)));
      }
    }
  }

  private static String words(Iterable<GatewayId> ids) {
    List<String> words = new ArrayList<>();
    ids.forEach(id -> words.add(id.toString()));
    return String.join(" ", words);
  }

  private static @Nullable String servingIsp(Outcome outcome) {
    IspId isp = ServingIsp.of(outcome);
    return isp == null ? null : isp.value();
  }

  private static @Nullable NumberAssignment assignment(Outcome outcome) {
    return outcome instanceof Outcome.Routed routed ? routed.assignment() : null;
  }

  private static @Nullable String service(Outcome outcome) {
    NumberAssignment assignment = assignment(outcome);
    ServiceOperation service = assignment == null ? null : assignment.service();
    return service == null ? null : service.word();
  }

  private static @Nullable String routingNumber(Outcome outcome) {
    NumberAssignment assignment = assignment(outcome);
    PhoneNumber number = assignment == null ? null : assignment.routingNumber();
    return number == null ? null : number.toString();
  }

  private static @Nullable String refusal(Outcome outcome) {
    if (outcome instanceof Outcome.RefusedByRule refused) {
      return refused.rule() + ": " + refused.sipCode() + " " + refused.reason();
    }
    return outcome instanceof Outcome.RefusedByAgreement refused ? refused.whose().value() : null;
  }

  private static @Nullable String possible(Outcome outcome) {
    if (!(outcome instanceof Outcome.MediaNotCarried none)) {
      return null;
    }
    List<String> words = new ArrayList<>();
    for (Media media : Media.values()) {
      if (none.possible().contains(media)) {
        words.add(media.word());
      }
    }
    return String.join(" ", words);
  }

  private static Map<GatewayId, Gateway> gateways(Outcome outcome) {
    Map<GatewayId, Gateway> gateways = new LinkedHashMap<>();
    if (outcome instanceof Outcome.Routed routed) {
      for (VersionedGateway gateway : routed.gateways()) {
        gateways.put(gateway.gateway().id(), gateway.gateway());
      }
    }
    return gateways;
  }

  private static Map<GatewayId, String> dropped(Outcome outcome) {
    List<Outcome.Dropped> all = List.of();
    if (outcome instanceof Outcome.NoGateway none) {
      all = none.dropped();
    } else if (outcome instanceof Outcome.MediaNotCarried none) {
      all = none.dropped();
    }
    Map<GatewayId, String> reasons = new LinkedHashMap<>();
    for (Outcome.Dropped dropped : all) {
      reasons.put(dropped.gateway(), dropped.reason().word());
    }
    return reasons;
  }
}
