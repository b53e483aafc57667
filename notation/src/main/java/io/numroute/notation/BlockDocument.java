package io.numroute.notation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.Block;
import io.numroute.routing.Digits;
import io.numroute.routing.Directory;
import io.numroute.routing.IspId;
import io.numroute.routing.Prefix;
import io.numroute.routing.Validity;

/** A block as JSON: {@code {"holder","totalLength","validFrom","validUntil"}}. */
public final class BlockDocument {
  private BlockDocument() {}

  public static Block read(Prefix prefix, Fields fields) throws BadDocumentException {
    IspId holder = fields.ispId("holder");
    int totalLength = fields.integer("totalLength", 0, Digits.E164_MAX, Block.ANY_LENGTH);
    Validity validity = fields.validity();
    fields.end();
    try {
      return new Block(prefix, totalLength, holder, validity);
    } catch (IllegalArgumentException e) {
      throw Fields.bad(fields.at("totalLength"), String.valueOf(e.getMessage()));
    }
  }

  public static ObjectNode write(Directory.Holding holding) {
    Block block = holding.block();
    ObjectNode json = StrictJson.object();
    json.put("prefix", block.prefix().toString());
    json.put("holder", block.holder().value());
    json.put("totalLength", block.totalLength());
    Instants.write(json, block.validity());
    json.put("givenBy", holding.givenBy().toString());
    return json.put("version", holding.version());
  }
}
