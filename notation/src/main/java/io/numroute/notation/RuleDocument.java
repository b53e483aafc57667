package io.numroute.notation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.Prefix;
import io.numroute.routing.PrefixSet;
import io.numroute.routing.Rule;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Validity;
import io.numroute.routing.time.TimeCondition;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One rule of a profile as JSON: {@code {"name","when","askingIsps","media","prefixes","services",
 * "targets"|"refuse","validFrom","validUntil"}}. A condition that is left out is no condition.
 *
 * <pre>
 *   "targets":[{"gateway":"gw1","tier":0,"weight":10},{"gateway":"other-isp/gw2"}]
 *   "refuse":{"sipCode":480,"reason":"closed"}
 * </pre>
 */
final class RuleDocument {
  private static final int DEFAULT_TIER = 0;
  private static final int DEFAULT_WEIGHT = 1;

  private RuleDocument() {}

  /** The rule of a profile of {@code owner}. */
  static Rule read(IspId owner, Fields fields) throws BadDocumentException {
    String name = fields.text("name");
    @Nullable TimeCondition when = when(fields);
    Rule.Calls calls = calls(fields);
    Rule.Action action = action(owner, fields);
    Validity validity = fields.validity();
    fields.end();
    try {
      return new Rule(name, when, calls, action, validity);
    } catch (IllegalArgumentException e) { // all else is checked, so it is the name
      throw Fields.bad(fields.at("name"), String.valueOf(e.getMessage()));
    }
  }

  private static @Nullable TimeCondition when(Fields fields) throws BadDocumentException {
    fields.refuseNull("when");
    ObjectNode given = fields.object("when");
    return given == null ? null : TimeConditionDocument.read(given, fields.at("when"));
  }

  private static Rule.Calls calls(Fields fields) throws BadDocumentException {
    Set<IspId> askingIsps =
        fields.restriction("askingIsps", Rule.Calls.MAX, Fields.texts(IspId::new));
    Set<Media> media =
        fields.restriction("media", Media.values().length, Fields.words(Media::ofWord));
    Set<Prefix> prefixes =
        fields.restriction("prefixes", Rule.Calls.MAX, Fields.texts(Prefix::parse));
    Set<ServiceOperation> services =
        fields.restriction(
            "services", ServiceOperation.values().length, Fields.words(ServiceOperation::ofWord));
    return new Rule.Calls(askingIsps, media, PrefixSet.of(prefixes), services);
  }

  private static Rule.Action action(IspId owner, Fields fields) throws BadDocumentException {
    if (fields.has("refuse")) {
      if (fields.has("targets")) {
        throw Fields.bad(fields.at("refuse"), "a rule has targets or a refusal, not both");
      }
      return refuse(new Fields(fields.requiredObject("refuse"), fields.at("refuse")));
    } else if (!fields.has("targets")) {
      throw fields.missing("targets");
    }
    Set<GatewayId> named = new HashSet<>();
    List<Rule.Target> targets =
        fields.list(
            "targets",
            Rule.Offer.MAX_TARGETS,
            (node, pointer) -> {
              Rule.Target target = target(owner, Fields.of(node, pointer));
              if (!named.add(target.gateway())) {
                throw Fields.bad(pointer + "/gateway", "comes twice");
              }
              return target;
            });
    if (targets.isEmpty()) {
      throw Fields.bad(fields.at("targets"), "a rule has at least one target, or a refusal");
    }
    return new Rule.Offer(targets);
  }

  private static Rule.Refuse refuse(Fields fields) throws BadDocumentException {
    int sipCode = fields.integer("sipCode", 400, 699);
    Rule.Refuse refuse = fields.parsed("reason", reason -> new Rule.Refuse(sipCode, reason));
    fields.end();
    return refuse;
  }

  private static Rule.Target target(IspId owner, Fields fields) throws BadDocumentException {
    GatewayId gateway = fields.parsed("gateway", text -> gateway(owner, text));
    int tier = fields.integer("tier", 0, Rule.Target.MAX_TIER, DEFAULT_TIER);
    int weight = fields.integer("weight", 0, Rule.Target.MAX_WEIGHT, DEFAULT_WEIGHT);
    fields.end();
    return new Rule.Target(gateway, tier, weight);
  }

  private static GatewayId gateway(IspId owner, String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? new GatewayId(owner, text)
        : new GatewayId(new IspId(text.substring(0, slash)), text.substring(slash + 1));
  }

  static ObjectNode write(IspId owner, Rule rule) {
    ObjectNode json = StrictJson.object();
    json.put("name", rule.name());
    if (rule.when() != null) {
      json.set("when", TimeConditionDocument.write(rule.when()));
    }
    Rule.Calls calls = rule.calls();
    put(json, "askingIsps", calls.askingIsps().stream().sorted().map(IspId::value).toList());
    put(json, "media", calls.media().stream().map(Media::word).toList());
    put(json, "prefixes", calls.prefixes().prefixes().stream().map(Prefix::toString).toList());
    put(json, "services", calls.services().stream().map(ServiceOperation::word).toList());
    if (rule.action() instanceof Rule.Offer offer) {
      ArrayNode targets = json.putArray("targets");
      offer.targets().forEach(target -> targets.add(write(owner, target)));
    } else if (rule.action() instanceof Rule.Refuse refuse) {
      JsonNode written =
          StrictJson.object().put("sipCode", refuse.sipCode()).put("reason", refuse.reason());
      json.set("refuse", written);
    } else {
      throw new AssertionError(rule.action());
    }
    Instants.write(json, rule.validity());
    return json;
  }

  private static ObjectNode write(IspId owner, Rule.Target target) {
    GatewayId gateway = target.gateway();
    ObjectNode json = StrictJson.object();
    json.put("gateway", gateway.isp().equals(owner) ? gateway.name() : gateway.toString());
    if (target.tier() != DEFAULT_TIER) {
      json.put("tier", target.tier());
    }
    if (target.weight() != DEFAULT_WEIGHT) {
      json.put("weight", target.weight());
    }
    return json;
  }

  /** Writes what a condition is restricted to, if it is. */
  static void put(ObjectNode json, String name, Collection<String> restriction) {
    if (!restriction.isEmpty()) {
      ArrayNode array = json.putArray(name);
      restriction.forEach(array::add);
    }
  }
}
