package io.numroute.notation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.AdminState;
import io.numroute.routing.Digits;
import io.numroute.routing.Directory;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.Media;
import io.numroute.routing.Transport;
import io.numroute.routing.Validity;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A gateway as JSON: {@code {"host","port","transport","media","state","strip","prepend",
 * "timeoutMs","rerouteCauses","attributes","validFrom","validUntil"}}; only the host must be there.
 */
public final class GatewayDocument {
  private static final int DEFAULT_PORT = 5060;
  private static final Set<Media> DEFAULT_MEDIA = Set.of(Media.VOICE);
  private static final int NO_TIMEOUT = 0;
  private static final int MAX_CAUSES = 64;
  private static final int MAX_ATTRIBUTES = 16;
  private static final int MAX_ATTRIBUTE = 255;

  private GatewayDocument() {}

  public static Gateway read(GatewayId id, Fields fields) throws BadDocumentException {
    String host = fields.text("host");
    int port = fields.integer("port", 1, 65535, DEFAULT_PORT);
    Transport transport = fields.word("transport", Transport::ofWord, Transport.UDP);
    Set<Media> media = media(fields);
    AdminState state = fields.word("state", AdminState::ofWord, AdminState.ENABLED);
    int strip = fields.integer("strip", 0, Digits.E164_MAX, 0);
    String prepend = fields.optionalParsed("prepend", GatewayDocument::digits);
    int timeoutMs = fields.integer("timeoutMs", 1, 300_000, NO_TIMEOUT);
    List<Integer> causes = causes(fields);
    Map<String, String> attributes = attributes(fields);
    Validity validity = fields.validity();
    fields.end();
    try {
      return new Gateway(
          id,
          host,
          port,
          transport,
          media,
          state,
          strip,
          prepend == null ? "" : prepend,
          timeoutMs == NO_TIMEOUT ? null : timeoutMs,
          causes,
          attributes,
          validity);
    } catch (IllegalArgumentException e) { // all else is checked, so it is the host
      throw Fields.bad(fields.at("host"), String.valueOf(e.getMessage()));
    }
  }

  /** As it could be put; what is as it would be if left out is left out. */
  public static ObjectNode write(Gateway gateway) {
    ObjectNode json = write(StrictJson.object(), gateway);
    if (gateway.port() == DEFAULT_PORT) {
      json.remove("port");
    }
    if (gateway.transport() == Transport.UDP) {
      json.remove("transport");
    }
    if (gateway.media().equals(DEFAULT_MEDIA)) {
      json.remove("media");
    }
    if (gateway.state() == AdminState.ENABLED) {
      json.remove("state");
    }
    if (gateway.strip() == 0) {
      json.remove("strip");
    }
    if (gateway.prepend().isEmpty()) {
      json.remove("prepend");
    }
    if (gateway.rerouteCauses().isEmpty()) {
      json.remove("rerouteCauses");
    }
    if (gateway.attributes().isEmpty()) {
      json.remove("attributes");
    }
    return json;
  }

  /** Everything, with its id and version, for whoever asks. */
  public static ObjectNode write(Directory.VersionedGateway versioned) {
    Gateway gateway = versioned.gateway();
    ObjectNode json = StrictJson.object().put("id", gateway.id().toString());
    return write(json, gateway).put("version", versioned.version());
  }

  private static ObjectNode write(ObjectNode json, Gateway gateway) {
    json.put("host", gateway.host());
    json.put("port", gateway.port());
    json.put("transport", gateway.transport().word());
    ArrayNode media = json.putArray("media");
    gateway.media().forEach(m -> media.add(m.word()));
    json.put("state", gateway.state().word());
    json.put("strip", gateway.strip());
    json.put("prepend", gateway.prepend());
    if (gateway.timeoutMs() != null) {
      json.put("timeoutMs", gateway.timeoutMs());
    }
    ArrayNode causes = json.putArray("rerouteCauses");
    gateway.rerouteCauses().forEach(causes::add);
    ObjectNode attributes = json.putObject("attributes");
    new TreeMap<>(gateway.attributes()).forEach(attributes::put);
    Instants.write(json, gateway.validity());
    return json;
  }

  private static Set<Media> media(Fields fields) throws BadDocumentException {
    Set<Media> media = EnumSet.noneOf(Media.class);
    ArrayNode words = fields.array("media");
    if (words == null) {
      return DEFAULT_MEDIA;
    }
    for (int i = 0; i < words.size(); i++) {
      String pointer = fields.at("media") + "/" + i;
      media.add(Fields.word(pointer, Fields.textOf(words.get(i), pointer), Media::ofWord));
    }
    if (media.isEmpty()) {
      throw Fields.bad(fields.at("media"), "a gateway carries at least one medium");
    }
    return media;
  }

  private static List<Integer> causes(Fields fields) throws BadDocumentException {
    ArrayNode codes = fields.array("rerouteCauses");
    List<Integer> causes = new ArrayList<>();
    for (int i = 0; codes != null && i < codes.size(); i++) {
      causes.add(Fields.integerOf(codes.get(i), fields.at("rerouteCauses") + "/" + i, 300, 699));
    }
    if (causes.size() > MAX_CAUSES) {
      throw Fields.bad(fields.at("rerouteCauses"), "at most " + MAX_CAUSES + " codes");
    }
    return causes;
  }

  private static Map<String, String> attributes(Fields fields) throws BadDocumentException {
    ObjectNode given = fields.object("attributes");
    Map<String, String> attributes = new HashMap<>();
    if (given == null) {
      return attributes;
    }
    Fields inner = new Fields(given, fields.at("attributes"));
    for (Map.Entry<String, JsonNode> attribute : given.properties()) {
      String pointer = inner.at(attribute.getKey());
      String value = Fields.textOf(attribute.getValue(), pointer);
      if (attribute.getKey().length() > MAX_ATTRIBUTE || value.length() > MAX_ATTRIBUTE) {
        throw Fields.bad(pointer, "at most " + MAX_ATTRIBUTE + " characters");
      }
      attributes.put(attribute.getKey(), value);
    }
    if (attributes.size() > MAX_ATTRIBUTES) {
      throw Fields.bad(fields.at("attributes"), "at most " + MAX_ATTRIBUTES + " attributes");
    }
    return attributes;
  }

  private static @Nullable String digits(String text) {
    if (!text.isEmpty() && Digits.parse(text) == Digits.INVALID) {
      throw new IllegalArgumentException("expected at most 16 digits");
    }
    return text;
  }
}
