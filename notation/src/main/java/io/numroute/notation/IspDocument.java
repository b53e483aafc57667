package io.numroute.notation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.Directory;
import io.numroute.routing.Isp;
import io.numroute.routing.IspId;
import io.numroute.routing.IspState;

/** An ISP as JSON: {@code {"name","state","defaultCountry","defaultProfile"}}. */
public final class IspDocument {
  private IspDocument() {}

  public static Isp read(IspId id, Fields fields) throws BadDocumentException {
    String name = fields.text("name");
    IspState state = fields.word("state", IspState::ofWord, IspState.ACTIVE);
    String country = fields.optionalParsed("defaultCountry", IspDocument::country);
    String profile = fields.profile("defaultProfile", id);
    fields.end();
    try {
      return new Isp(id, name, state, country, profile);
    } catch (IllegalArgumentException e) { // all else is checked, so it is the name
      throw Fields.bad(fields.at("name"), String.valueOf(e.getMessage()));
    }
  }

  /** As it could be put. */
  public static ObjectNode write(Isp isp) {
    ObjectNode json = StrictJson.object().put("name", isp.name());
    if (isp.state() != IspState.ACTIVE) {
      json.put("state", isp.state().word());
    }
    return writeRest(json, isp);
  }

  /** With its id, version and what belongs to it, for whoever asks. */
  public static ObjectNode write(Directory.Member member) {
    Isp isp = member.isp();
    ObjectNode json = StrictJson.object();
    json.put("id", isp.id().value());
    json.put("name", isp.name());
    json.put("state", isp.state().word());
    writeRest(json, isp);
    json.put("gateways", member.gateways().length);
    json.put("profiles", member.profiles().length);
    json.put("blocks", member.blocks());
    return json.put("version", member.version());
  }

  private static ObjectNode writeRest(ObjectNode json, Isp isp) {
    if (isp.defaultCountry() != null) {
      json.put("defaultCountry", isp.defaultCountry());
    }
    if (isp.defaultProfile() != null) {
      json.put("defaultProfile", isp.defaultProfile());
    }
    return json;
  }

  private static String country(String text) {
    if (text.length() != 2 || !text.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
      throw new IllegalArgumentException("expected two capital letters (ISO 3166-1 alpha-2)");
    }
    return text;
  }
}
