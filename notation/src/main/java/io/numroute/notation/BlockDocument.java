package io.numroute.notation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.Block;
import io.numroute.routing.Digits;
import io.numroute.routing.Directory;
import io.numroute.routing.IspId;
import io.numroute.routing.Prefix;
import io.numroute.routing.Validity;

/**
 * A block as JSON: {@code {"holder","totalLength","profile","validFrom","validUntil","successor"}}.
 * The successor, what comes after it by itself, has the same fields and {@code "from"}, the instant
 * at which it takes over; it has no successor. Within an ISP's {@link DirectoryDocument} the holder
 * is that ISP and is not written, but the successor's is.
 */
public final class BlockDocument {
  private BlockDocument() {}

  public static Block read(Prefix prefix, Fields fields) throws BadDocumentException {
    return read(prefix, fields.ispId("holder"), fields);
  }

  static Block read(Prefix prefix, IspId holder, Fields fields) throws BadDocumentException {
    ObjectNode next = fields.object("successor");
    Block block = terms(prefix, holder, fields);
    return next == null
        ? block
        : new Block(
            prefix,
            block.totalLength(),
            holder,
            block.profile(),
            block.validity(),
            successor(block, new Fields(next, fields.at("successor"))));
  }

  private static Block.Successor successor(Block before, Fields fields)
      throws BadDocumentException {
    long fromMs = fields.parsed("from", Fields::instantMs);
    if (fromMs <= before.validity().fromMs()) {
      throw Fields.bad(fields.at("from"), "must be after validFrom of what it follows");
    }
    Block block = terms(before.prefix(), fields.ispId("holder"), fields);
    if (block.validity().untilMs() <= fromMs) {
      throw Fields.bad(fields.at("validUntil"), "must be after from");
    }
    return new Block.Successor(fromMs, block);
  }

  private static Block terms(Prefix prefix, IspId holder, Fields fields)
      throws BadDocumentException {
    int totalLength = fields.integer("totalLength", 0, Digits.E164_MAX, Block.ANY_LENGTH);
    String profile = fields.profile("profile", holder);
    Validity validity = fields.validity();
    fields.end();
    try {
      return new Block(prefix, totalLength, holder, profile, validity);
    } catch (IllegalArgumentException e) { // all else is checked, so it is the length
      throw Fields.bad(fields.at("totalLength"), String.valueOf(e.getMessage()));
    }
  }

  /** As it could be put. */
  public static ObjectNode write(Block block) {
    ObjectNode json = StrictJson.object().put("holder", block.holder().value());
    return writeTerms(json, block);
  }

  /** As it could be put, without its holder. */
  static ObjectNode writeHeld(Block block) {
    return writeTerms(StrictJson.object(), block);
  }

  private static ObjectNode writeTerms(ObjectNode json, Block block) {
    if (block.totalLength() != Block.ANY_LENGTH) {
      json.put("totalLength", block.totalLength());
    }
    return writeRest(json, block);
  }

  /** With its prefix, version and who gave it, for whoever asks. */
  public static ObjectNode write(Directory.Holding holding) {
    Block block = holding.block();
    ObjectNode json = StrictJson.object();
    json.put("prefix", block.prefix().toString());
    json.put("holder", block.holder().value());
    json.put("totalLength", block.totalLength());
    writeRest(json, block);
    json.put("givenBy", holding.givenBy().toString());
    return json.put("version", holding.version());
  }

  private static ObjectNode writeRest(ObjectNode json, Block block) {
    if (block.profile() != null) {
      json.put("profile", block.profile());
    }
    Instants.write(json, block.validity());
    Block.Successor successor = block.successor();
    if (successor != null) {
      ObjectNode next = json.putObject("successor");
      next.put("from", Instants.text(successor.fromMs()));
      next.put("holder", successor.block().holder().value());
      writeTerms(next, successor.block());
    }
    return json;
  }
}
