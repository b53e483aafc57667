package io.numroute.notation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.Directory;
import io.numroute.routing.ProfileId;
import io.numroute.routing.RoutingProfile;
import io.numroute.routing.Rule;
import io.numroute.routing.Validity;
import java.util.List;

/**
 * A routing profile as JSON: {@code {"rules":[...],"validFrom","validUntil"}}; the rules must be
 * there, if only as an empty list. What a rule is: {@link RuleDocument}.
 */
public final class ProfileDocument {
  /**
   * Most targets of all rules of a profile: 128 full rules. With it a document of 512 KiB is a
   * record of less than a mebibyte in the log, where the ISP's name stands beside each gateway's.
   */
  public static final int MAX_TARGETS = 8_192;

  private ProfileDocument() {}

  public static RoutingProfile read(ProfileId id, Fields fields) throws BadDocumentException {
    if (!fields.has("rules")) {
      throw fields.missing("rules");
    }
    int[] starts = new int[1];
    int[] targets = new int[1];
    List<Rule> rules =
        fields.list(
            "rules",
            RoutingProfile.MAX_RULES,
            (node, pointer) -> {
              Rule rule = RuleDocument.read(id.isp(), Fields.of(node, pointer));
              starts[0] += rule.startsADay();
              if (starts[0] > RoutingProfile.MAX_STARTS_A_DAY) {
                throw Fields.bad(
                    pointer + "/when",
                    "the windows of a profile open at most "
                        + RoutingProfile.MAX_STARTS_A_DAY
                        + " times a day");
              }
              targets[0] += rule.action() instanceof Rule.Offer offer ? offer.targets().size() : 0;
              if (targets[0] > MAX_TARGETS) {
                throw Fields.bad(
                    pointer + "/targets", "the rules of a profile have at most 8192 targets");
              }
              return rule;
            });
    Validity validity = fields.validity();
    fields.end();
    return new RoutingProfile(id, rules, validity);
  }

  /** As it could be put. */
  public static ObjectNode write(RoutingProfile profile) {
    return write(StrictJson.object(), profile);
  }

  /** With its id and version, for whoever asks. */
  public static ObjectNode write(Directory.VersionedProfile versioned) {
    RoutingProfile profile = versioned.profile();
    ObjectNode json = StrictJson.object().put("id", profile.id().toString());
    return write(json, profile).put("version", versioned.origin().version());
  }

  private static ObjectNode write(ObjectNode json, RoutingProfile profile) {
    ArrayNode rules = json.putArray("rules");
    profile.rules().forEach(rule -> rules.add(RuleDocument.write(profile.id().isp(), rule)));
    Instants.write(json, profile.validity());
    return json;
  }
}
