package io.numroute.notation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Port;
import io.numroute.routing.PortRejection;
import io.numroute.routing.PortState;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Validity;
import org.jspecify.annotations.Nullable;

/**
 * A port as JSON. Asked for as {@code {"number","to","at","service","profile","routingNumber"}}, of
 * which only the number must be there; {@code to} is the caller when it is an ISP. Shown as the
 * same with {@code "id","from","requested","state"}, and what the state has to say: {@code
 * "deadline"}; {@code "takesEffect"}; {@code "since"} and {@code "reversibleUntil"}; or {@code
 * "ended"}, with a {@code "reason"} when it was rejected.
 *
 * @param wanted how the gaining side will serve the number
 * @param atMs from when on; {@link Port#AT_ONCE} when the document does not say
 */
public record PortDocument(PhoneNumber number, NumberAssignment wanted, long atMs) {

  /**
   * Reads what is asked for.
   *
   * @param caller who gains when the document does not say; null for nobody
   */
  public static PortDocument read(@Nullable IspId caller, Fields fields)
      throws BadDocumentException {
    PhoneNumber number = fields.parsed("number", PhoneNumber::parse);
    IspId to = caller == null || fields.has("to") ? fields.ispId("to") : caller;
    @Nullable ServiceOperation service = fields.optionalWord("service", ServiceOperation::ofWord);
    String profile = fields.profile("profile", to);
    PhoneNumber routingNumber = fields.optionalParsed("routingNumber", PhoneNumber::parse);
    Long at = fields.optionalParsed("at", Fields::instantMs);
    fields.end();
    return new PortDocument(
        number,
        new NumberAssignment(to, service, profile, routingNumber, Validity.ALWAYS),
        at == null ? Port.AT_ONCE : at);
  }

  /** The reason of {@code {"reason":"..."}}; {@link PortRejection#OTHER} when it has none. */
  public static PortRejection rejection(Fields fields) throws BadDocumentException {
    PortRejection reason = fields.word("reason", PortRejection::ofWord, PortRejection.OTHER);
    fields.end();
    return reason;
  }

  /**
   * For whoever may see it.
   *
   * @param id the command id that names it
   * @param port as of now
   */
  public static ObjectNode write(String id, PhoneNumber number, Port port) {
    ObjectNode json = StrictJson.object();
    json.put("id", id);
    json.put("number", number.toString());
    json.put("from", port.from().value());
    json.put("to", port.to().value());
    NumberAssignment wanted = port.wanted();
    if (wanted.service() != null) {
      json.put("service", wanted.service().word());
    }
    if (wanted.profile() != null) {
      json.put("profile", wanted.profile());
    }
    if (wanted.routingNumber() != null) {
      json.put("routingNumber", wanted.routingNumber().toString());
    }
    json.put("requested", Instants.text(port.requestedMs()));
    if (port.atMs() != Port.AT_ONCE) {
      json.put("at", Instants.text(port.atMs()));
    }
    json.put("state", port.state().word());
    writeState(json, port);
    return json;
  }

  private static void writeState(ObjectNode json, Port port) {
    PortState state = port.state();
    if (state instanceof PortState.Requested requested) {
      json.put("deadline", Instants.text(requested.deadlineMs()));
    } else if (state instanceof PortState.Scheduled scheduled) {
      json.put("takesEffect", Instants.text(scheduled.fromMs()));
    } else if (state instanceof PortState.Done done) {
      json.put("since", Instants.text(done.fromMs()));
      json.put("reversibleUntil", Instants.text(port.reversibleUntilMs(done)));
    } else if (state instanceof PortState.Rejected rejected) {
      json.put("ended", Instants.text(rejected.atMs()));
      json.put("reason", rejected.reason().word());
    } else if (state instanceof PortState.Cancelled cancelled) {
      json.put("ended", Instants.text(cancelled.atMs()));
    } else if (state instanceof PortState.TimedOut timedOut) {
      json.put("ended", Instants.text(timedOut.atMs()));
    } else if (state instanceof PortState.Reversed reversed) {
      json.put("ended", Instants.text(reversed.atMs()));
    }
  }
}
