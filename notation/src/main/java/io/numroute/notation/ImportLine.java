package io.numroute.notation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Prefix;
import io.numroute.routing.ProfileId;
import java.util.List;

/**
 * One line of an import: an object with one field that names the kind, and beside the document's
 * own fields those that name the entity.
 *
 * <pre>
 *   {"isp":{"id":"acme","name":"Acme"}}
 *   {"gateway":{"isp":"acme","name":"gw1","host":"192.0.2.1"}}
 *   {"profile":{"isp":"acme","name":"night","rules":[]}}
 *   {"agreement":{"isp":"acme","grants":[{"to":"beta"}]}}
 *   {"block":{"prefix":"4471","holder":"acme"}}
 *   {"number":{"number":"+447106123456","servingIsp":"acme"}}
 *   {"block":{"prefix":"4471","delete":true}}
 * </pre>
 */
public final class ImportLine {
  private static final List<String> KINDS =
      List.of("number", "block", "gateway", "profile", "agreement", "isp");

  private ImportLine() {}

  public static Change parse(byte[] bytes, int offset, int length) throws BadDocumentException {
    return change(new Fields(StrictJson.parse(bytes, offset, length), ""));
  }

  /** The change that an element of a document says; it stands at {@code pointer}. */
  static Change change(JsonNode node, String pointer) throws BadDocumentException {
    return change(Fields.of(node, pointer));
  }

  private static Change change(Fields line) throws BadDocumentException {
    for (String kind : KINDS) {
      ObjectNode entity = line.object(kind);
      if (entity != null) {
        line.end();
        return change(kind, new Fields(entity, line.at(kind)));
      }
    }
    line.end();
    throw new BadDocumentException(
        BadDocumentException.MISSING_FIELD,
        line.pointer(),
        "expected isp, gateway, profile, agreement, block or number");
  }

  /** The change that a document of that kind says. */
  static Change change(String kind, Fields fields) throws BadDocumentException {
    boolean delete = fields.flag("delete");
    switch (kind) {
      case "isp" -> {
        IspId id = fields.ispId("id");
        return delete
            ? ended(fields, Change.of(new DirectoryCommand.DeleteIsp(id)))
            : Change.of(new DirectoryCommand.PutIsp(IspDocument.read(id, fields)));
      }
      case "gateway" -> {
        IspId isp = fields.ispId("isp");
        GatewayId id = fields.parsed("name", name -> new GatewayId(isp, name));
        return delete
            ? ended(fields, Change.of(new DirectoryCommand.DeleteGateway(id)))
            : Change.of(new DirectoryCommand.PutGateway(GatewayDocument.read(id, fields)));
      }
      case "profile" -> {
        IspId isp = fields.ispId("isp");
        ProfileId id = fields.parsed("name", name -> new ProfileId(isp, name));
        return delete
            ? ended(fields, Change.of(new DirectoryCommand.DeleteProfile(id)))
            : Change.of(new DirectoryCommand.PutProfile(ProfileDocument.read(id, fields)));
      }
      case "agreement" -> {
        IspId isp = fields.ispId("isp");
        return delete
            ? ended(fields, Change.of(new DirectoryCommand.DeleteAgreement(isp)))
            : Change.of(new DirectoryCommand.PutAgreement(AgreementDocument.read(isp, fields)));
      }
      case "block" -> {
        Prefix prefix = fields.parsed("prefix", Prefix::parse);
        return delete
            ? ended(fields, Change.of(new DirectoryCommand.DeleteBlock(prefix)))
            : Change.of(new DirectoryCommand.PutBlock(BlockDocument.read(prefix, fields)));
      }
      case "number" -> {
        PhoneNumber number = fields.parsed("number", PhoneNumber::parse);
        return delete
            ? ended(fields, Change.of(new NumberCommand.Withdraw(number)))
            : Change.of(new NumberCommand.Assign(number, NumberDocument.read(fields)));
      }
      default -> throw new AssertionError(kind);
    }
  }

  private static Change ended(Fields fields, Change change) throws BadDocumentException {
    fields.end();
    return change;
  }
}
