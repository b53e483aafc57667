package io.numroute.notation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Prefix;

/**
 * One line of an import: an object with one field that names the kind, and beside the document's
 * own fields those that name the entity.
 *
 * <pre>
 *   {"isp":{"id":"acme","name":"Acme"}}
 *   {"gateway":{"isp":"acme","name":"gw1","host":"192.0.2.1"}}
 *   {"block":{"prefix":"4471","holder":"acme"}}
 *   {"number":{"number":"+447106123456","servingIsp":"acme"}}
 *   {"block":{"prefix":"4471","delete":true}}
 * </pre>
 */
public final class ImportLine {
  private ImportLine() {}

  public static Change parse(byte[] bytes, int offset, int length) throws BadDocumentException {
    ObjectNode line = StrictJson.parse(bytes, offset, length);
    Fields outer = new Fields(line, "");
    for (String kind : new String[] {"number", "block", "gateway", "isp"}) {
      ObjectNode entity = outer.object(kind);
      if (entity != null) {
        outer.end();
        return change(kind, new Fields(entity, "/" + kind));
      }
    }
    outer.end();
    throw new BadDocumentException(
        BadDocumentException.MISSING_FIELD, "", "expected isp, gateway, block or number");
  }

  private static Change change(String kind, Fields fields) throws BadDocumentException {
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
