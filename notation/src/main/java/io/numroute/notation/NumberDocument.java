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
 * "validFrom","validUntil"}}.
 */
public final class NumberDocument {
  private NumberDocument() {}

  public static NumberAssignment read(Fields fields) throws BadDocumentException {
    IspId servingIsp = fields.ispId("servingIsp");
    @Nullable ServiceOperation service = fields.optionalWord("service", ServiceOperation::ofWord);
    String profile = fields.optionalText("profile");
    PhoneNumber routingNumber = fields.optionalParsed("routingNumber", PhoneNumber::parse);
    Validity validity = fields.validity();
    fields.end();
    try {
      return new NumberAssignment(servingIsp, service, profile, routingNumber, validity);
    } catch (IllegalArgumentException e) {
      throw Fields.bad(fields.at("profile"), String.valueOf(e.getMessage()));
    }
  }

  public static ObjectNode write(PhoneNumber number, NumberFact.Assigned fact) {
    NumberAssignment assignment = fact.assignment();
    ObjectNode json = StrictJson.object();
    json.put("number", number.toString());
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
    json.put("assignedBy", fact.actor().toString());
    json.put("version", fact.version());
    return json.put("directoryVersion", fact.directoryVersion());
  }
}
