package io.numroute.notation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.Agreement;
import io.numroute.routing.Directory;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.Prefix;
import io.numroute.routing.PrefixSet;
import io.numroute.routing.Validity;
import java.util.List;
import java.util.Set;

/**
 * What an ISP has agreed with others, as JSON.
 *
 * <pre>
 *   {"reaches":[{"permit":false,"isps":["x"],"prefixes":["44"]}],
 *    "accepts":[{"permit":true}],
 *    "grants":[{"to":"beta","gateways":["gw1"],"validFrom":"2026-01-01T00:00:00Z"}]}
 * </pre>
 *
 * <p>Who, which numbers and which gateways may be left out to mean all; what is permitted may not.
 */
public final class AgreementDocument {
  private AgreementDocument() {}

  public static Agreement read(IspId isp, Fields fields) throws BadDocumentException {
    List<Agreement.Permission> reaches = permissions("reaches", fields);
    List<Agreement.Permission> accepts = permissions("accepts", fields);
    List<Agreement.Grant> grants =
        fields.list(
            "grants", Agreement.MAX, (node, pointer) -> grant(isp, Fields.of(node, pointer)));
    fields.end();
    return new Agreement(isp, reaches, accepts, grants);
  }

  private static List<Agreement.Permission> permissions(String name, Fields fields)
      throws BadDocumentException {
    return fields.list(
        name, Agreement.MAX, (node, pointer) -> permission(Fields.of(node, pointer)));
  }

  private static Agreement.Permission permission(Fields fields) throws BadDocumentException {
    if (!fields.has("permit")) {
      throw fields.missing("permit");
    }
    boolean permit = fields.flag("permit");
    Set<IspId> isps = fields.restriction("isps", Agreement.MAX, Fields.texts(IspId::new));
    Set<Prefix> prefixes =
        fields.restriction("prefixes", Agreement.MAX, Fields.texts(Prefix::parse));
    fields.end();
    return new Agreement.Permission(permit, isps, PrefixSet.of(prefixes));
  }

  private static Agreement.Grant grant(IspId isp, Fields fields) throws BadDocumentException {
    IspId to = fields.ispId("to");
    Set<String> gateways =
        fields.restriction(
            "gateways", Agreement.MAX, Fields.texts(name -> new GatewayId(isp, name).name()));
    Validity validity = fields.validity();
    fields.end();
    return new Agreement.Grant(to, gateways, validity);
  }

  /** As it could be put. */
  public static ObjectNode write(Agreement agreement) {
    return write(StrictJson.object(), agreement);
  }

  /** With its ISP and version, for whoever asks. */
  public static ObjectNode write(Directory.VersionedAgreement versioned) {
    Agreement agreement = versioned.agreement();
    ObjectNode json = StrictJson.object().put("isp", agreement.isp().value());
    return write(json, agreement).put("version", versioned.origin().version());
  }

  private static ObjectNode write(ObjectNode json, Agreement agreement) {
    write(json.putArray("reaches"), agreement.reaches());
    write(json.putArray("accepts"), agreement.accepts());
    ArrayNode grants = json.putArray("grants");
    for (Agreement.Grant grant : agreement.grants()) {
      ObjectNode written = grants.addObject().put("to", grant.to().value());
      RuleDocument.put(written, "gateways", grant.gateways().stream().sorted().toList());
      Instants.write(written, grant.validity());
    }
    return json;
  }

  private static void write(ArrayNode json, List<Agreement.Permission> permissions) {
    for (Agreement.Permission permission : permissions) {
      ObjectNode written = json.addObject().put("permit", permission.permit());
      RuleDocument.put(
          written, "isps", permission.isps().stream().sorted().map(IspId::value).toList());
      RuleDocument.put(
          written,
          "prefixes",
          permission.prefixes().prefixes().stream().map(Prefix::toString).toList());
    }
  }
}
