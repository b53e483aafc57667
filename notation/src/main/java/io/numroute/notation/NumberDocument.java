package io.numroute.notation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Validity;
import org.jspecify.annotations.Nullable;

/**
 * A number's assignment as JSON: {@code {"servingIsp","service","profile","routingNumber",
 * "validFrom","validUntil","successor"}}. The successor, what comes after it by itself, has the
 * same fields and {@code "from"}, the instant at which it takes over; it has no successor.
 */
public final class NumberDocument {
  private NumberDocument() {}

  public static NumberAssignment read(Fields fields) throws BadDocumentException {
    ObjectNode next = fields.object("successor");
    NumberAssignment assignment = assignment(fields);
    NumberAssignment.Successor successor =
        next == null
            ? null
            : successor(assignment.validity(), new Fields(next, fields.at("successor")));
    return new NumberAssignment(
        assignment.servingIsp(),
        assignment.service(),
        assignment.profile(),
        assignment.routingNumber(),
        assignment.validity(),
        successor);
  }

  private static NumberAssignment assignment(Fields fields) throws BadDocumentException {
    IspId servingIsp = fields.ispId("servingIsp");
    @Nullable ServiceOperation service = fields.optionalWord("service", ServiceOperation::ofWord);
    String profile = fields.profile("profile", servingIsp);
    PhoneNumber routingNumber = fields.optionalParsed("routingNumber", PhoneNumber::parse);
    Validity validity = fields.validity();
    fields.end();
    return new NumberAssignment(servingIsp, service, profile, routingNumber, validity);
  }

  private static NumberAssignment.Successor successor(Validity before, Fields fields)
      throws BadDocumentException {
    long fromMs = fields.parsed("from", Fields::instantMs);
    if (fromMs <= before.fromMs()) {
      throw Fields.bad(fields.at("from"), "must be after validFrom of what it follows");
    }
    NumberAssignment assignment = assignment(fields);
    if (assignment.validity().untilMs() <= fromMs) {
      throw Fields.bad(fields.at("validUntil"), "must be after from");
    }
    return new NumberAssignment.Successor(fromMs, assignment);
  }

  /** As it could be put. */
  public static ObjectNode write(NumberAssignment assignment) {
    return write(StrictJson.object(), assignment);
  }

  /** With what is known of it, for whoever asks. */
  public static ObjectNode write(PhoneNumber number, NumberFact.Assigned fact) {
    ObjectNode json = StrictJson.object().put("number", number.toString());
    write(json, fact.assignment());
    json.put("assignedBy", fact.assignedBy().toString());
    json.put("version", fact.version());
    return json.put("directoryVersion", fact.directoryVersion());
  }

  private static ObjectNode write(ObjectNode json, NumberAssignment assignment) {
    json.put("servingIsp", assignment.servingIsp().value());
    if (assignment.service() != null) {
      json.put("service", assignment.service().word());
    }
    if (assignment.profile() != null) {
      json.put("profile", assignment.profile());
    }
    if (assignment.routingNumber() != null) {
      json.put("routingNumber", assignment.routingNumber().toString());
    }
    Instants.write(json, assignment.validity());
    NumberAssignment.Successor successor = assignment.successor();
    if (successor != null) {
      ObjectNode next = json.putObject("successor");
      next.put("from", Instants.text(successor.fromMs()));
      write(next, successor.assignment());
    }
    return json;
  }
}
