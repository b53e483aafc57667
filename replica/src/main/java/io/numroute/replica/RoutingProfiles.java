package io.numroute.replica;

import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.ProfileId;
import io.numroute.routing.RoutingProfile;
import io.numroute.routing.Rule;
import io.numroute.routing.ServiceOperation;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.avro.ProfileEntry;
import io.numroute.schemas.avro.RefusalEntry;
import io.numroute.schemas.avro.RuleEntry;
import io.numroute.schemas.avro.TargetEntry;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Routing profiles between records and the domain. */
final class RoutingProfiles {
  private RoutingProfiles() {}

  static ProfileId id(ProfileEntry entry) {
    return new ProfileId(new IspId(entry.getIsp()), entry.getName());
  }

  static RoutingProfile toDomain(ProfileEntry entry) throws BadRecordException {
    List<RuleEntry> entries = entry.getRules();
    if (entries.size() > RoutingProfile.MAX_RULES) {
      // Before the work of reading them.
      throw Mapping.notUnderstood("a profile of more than " + RoutingProfile.MAX_RULES + " rules");
    }
    List<Rule> rules = new ArrayList<>(entries.size());
    for (RuleEntry rule : entries) {
      rules.add(rule(rule));
    }
    return new RoutingProfile(
        id(entry), rules, Mapping.validity(entry.getValidFromMs(), entry.getValidUntilMs()));
  }

  static ProfileEntry toAvro(RoutingProfile profile) {
    return new ProfileEntry(
        profile.id().isp().value(),
        profile.id().name(),
        profile.rules().stream().map(RoutingProfiles::entry).toList(),
        Mapping.fromMs(profile.validity()),
        Mapping.untilMs(profile.validity()));
  }

  private static Rule rule(RuleEntry entry) throws BadRecordException {
    Set<ServiceOperation> services = EnumSet.noneOf(ServiceOperation.class);
    for (String word : entry.getServices()) {
      services.add(Mapping.set(ServiceOperation.ofWord(word), "a known service operation"));
    }
    Set<IspId> askingIsps = new HashSet<>();
    for (String isp : entry.getAskingIsps()) {
      askingIsps.add(new IspId(isp));
    }
    return new Rule(
        entry.getName(),
        TimeConditions.toDomain(entry.getWhen()),
        new Rule.Calls(
            askingIsps,
            Mapping.media(entry.getMedia()),
            Mapping.prefixes(entry.getPrefixes()),
            services),
        action(entry),
        Mapping.validity(entry.getValidFromMs(), entry.getValidUntilMs()));
  }

  private static Rule.Action action(RuleEntry entry) throws BadRecordException {
    RefusalEntry refusal = entry.getRefusal();
    List<TargetEntry> entries = entry.getTargets();
    if (entries.isEmpty() == (refusal == null)) {
      // A third kind of action, of a later version, looks like this.
      throw Mapping.notUnderstood("a rule has either targets or a refusal");
    } else if (refusal != null) {
      return new Rule.Refuse(refusal.getSipCode(), refusal.getReason());
    }
    List<Rule.Target> targets = new ArrayList<>(entries.size());
    for (TargetEntry target : entries) {
      targets.add(
          new Rule.Target(
              new GatewayId(new IspId(target.getIsp()), target.getName()),
              target.getTier(),
              target.getWeight()));
    }
    return new Rule.Offer(targets);
  }

  private static RuleEntry entry(Rule rule) {
    Rule.Calls calls = rule.calls();
    RuleEntry entry = new RuleEntry();
    entry.setName(rule.name());
    entry.setWhen(TimeConditions.toAvro(rule.when()));
    entry.setAskingIsps(Mapping.sorted(calls.askingIsps()));
    entry.setMedia(calls.media().stream().map(Mapping::toAvro).toList());
    entry.setPrefixes(Mapping.texts(calls.prefixes()));
    entry.setServices(calls.services().stream().map(ServiceOperation::word).toList());
    entry.setTargets(List.of());
    entry.setValidFromMs(Mapping.fromMs(rule.validity()));
    entry.setValidUntilMs(Mapping.untilMs(rule.validity()));
    if (rule.action() instanceof Rule.Refuse refuse) {
      entry.setRefusal(new RefusalEntry(refuse.sipCode(), refuse.reason()));
    } else if (rule.action() instanceof Rule.Offer offer) {
      entry.setTargets(
          offer.targets().stream()
              .map(
                  target ->
                      new TargetEntry(
                          target.gateway().isp().value(),
                          target.gateway().name(),
                          target.tier(),
                          target.weight()))
              .toList());
    }
    return entry;
  }
}
