package io.numroute.notation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.Agreement;
import io.numroute.routing.Block;
import io.numroute.routing.Directory;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.Isp;
import io.numroute.routing.IspId;
import io.numroute.routing.Prefix;
import io.numroute.routing.ProfileId;
import io.numroute.routing.RoutingProfile;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an ISP owns, as one document: itself, its gateways, profiles, the blocks it holds, and its
 * agreement. Versions are left out, and so is what is as it would be if left out; names are in
 * order. So two that say the same are the same text.
 *
 * <pre>
 *   {"isp":{"id":"acme","name":"Acme","defaultProfile":"office"},
 *    "gateways":{"gw1":{"host":"192.0.2.1"}},
 *    "profiles":{"office":{"rules":[...]}},
 *    "blocks":{"4471":{"totalLength":12},"4472":{"successor":{"from":"...","holder":"beta"}}},
 *    "agreement":{"reaches":[],"accepts":[],"grants":[]}}
 * </pre>
 *
 * @param agreement null when it has none
 */
public record DirectoryDocument(
    Isp isp,
    SortedMap<GatewayId, Gateway> gateways,
    SortedMap<ProfileId, RoutingProfile> profiles,
    SortedMap<Prefix, Block> blocks,
    @Nullable Agreement agreement) {

  /** The document that an object says. The object is used up. */
  public static DirectoryDocument read(ObjectNode json) throws BadDocumentException {
    Fields fields = new Fields(json, "");
    Fields ispFields = new Fields(fields.requiredObject("isp"), "/isp");
    IspId id = ispFields.ispId("id");
    Isp isp = IspDocument.read(id, ispFields);
    SortedMap<GatewayId, Gateway> gateways = new TreeMap<>();
    List<Gateway> gatewayList =
        fields.members(
            "gateways",
            (name, of) -> GatewayDocument.read(of.named(name, n -> new GatewayId(id, n)), of));
    gatewayList.forEach(gateway -> gateways.put(gateway.id(), gateway));
    SortedMap<ProfileId, RoutingProfile> profiles = new TreeMap<>();
    List<RoutingProfile> profileList =
        fields.members(
            "profiles",
            (name, of) -> ProfileDocument.read(of.named(name, n -> new ProfileId(id, n)), of));
    profileList.forEach(profile -> profiles.put(profile.id(), profile));
    SortedMap<Prefix, Block> blocks = new TreeMap<>();
    List<Block> blockList =
        fields.members(
            "blocks", (prefix, of) -> BlockDocument.read(of.named(prefix, Prefix::parse), id, of));
    blockList.forEach(block -> blocks.put(block.prefix(), block));
    ObjectNode agreement = fields.object("agreement");
    fields.end();
    return new DirectoryDocument(
        isp,
        gateways,
        profiles,
        blocks,
        agreement == null ? null : AgreementDocument.read(id, new Fields(agreement, "/agreement")));
  }

  /**
   * What the directory says of a member; of blocks, what it says from an instant on. Looks at every
   * block there is.
   */
  public static DirectoryDocument of(Directory directory, Directory.Member member, long nowMs) {
    SortedMap<GatewayId, Gateway> gateways = new TreeMap<>();
    for (Directory.VersionedGateway versioned : member.gateways()) {
      gateways.put(versioned.gateway().id(), versioned.gateway());
    }
    SortedMap<ProfileId, RoutingProfile> profiles = new TreeMap<>();
    for (Directory.VersionedProfile versioned : member.profiles()) {
      profiles.put(versioned.profile().id(), versioned.profile());
    }
    SortedMap<Prefix, Block> blocks = new TreeMap<>();
    directory.forEachBlock(
        holding -> {
          Block block = holding.block().at(nowMs);
          if (block.holder().equals(member.isp().id())) {
            blocks.put(block.prefix(), block);
          }
        });
    Directory.VersionedAgreement agreement = member.agreement();
    return new DirectoryDocument(
        member.isp(), gateways, profiles, blocks, agreement == null ? null : agreement.agreement());
  }

  /**
   * The same from an instant on: a block whose successor has taken over is that successor, and is
   * gone when another ISP holds it now. So a document that was written earlier says what {@link
   * #of} says.
   */
  public DirectoryDocument at(long nowMs) {
    SortedMap<Prefix, Block> held = new TreeMap<>();
    blocks.forEach(
        (prefix, block) -> {
          Block now = block.at(nowMs);
          if (now.holder().equals(isp.id())) {
            held.put(prefix, now);
          }
        });
    return new DirectoryDocument(isp, gateways, profiles, held, agreement);
  }

  /**
   * Writes it entity by entity, so that an ISP with a million blocks takes no more room than one.
   */
  public void write(OutputStream out) throws IOException {
    try (JsonGenerator json = StrictJson.generator(out)) {
      json.writeStartObject();
      json.writeFieldName("isp");
      ObjectNode written = StrictJson.object().put("id", isp.id().value());
      written.setAll(IspDocument.write(isp));
      json.writeTree(written);
      writeAll(json, "gateways", gateways, GatewayId::name, GatewayDocument::write);
      writeAll(json, "profiles", profiles, ProfileId::name, ProfileDocument::write);
      writeAll(json, "blocks", blocks, Prefix::toString, BlockDocument::writeHeld);
      if (agreement != null) {
        json.writeFieldName("agreement");
        json.writeTree(AgreementDocument.write(agreement));
      }
      json.writeEndObject();
    }
  }

  private static <K, V> void writeAll(
      JsonGenerator json,
      String name,
      Map<K, V> entities,
      Function<K, String> key,
      Function<V, ? extends JsonNode> written)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<K, V> entity : entities.entrySet()) {
      json.writeFieldName(key.apply(entity.getKey()));
      json.writeTree(written.apply(entity.getValue()));
    }
    json.writeEndObject();
  }
}
