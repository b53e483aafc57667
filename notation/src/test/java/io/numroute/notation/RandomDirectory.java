package io.numroute.notation;

import io.numroute.routing.AdminState;
import io.numroute.routing.Agreement;
import io.numroute.routing.Block;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.Isp;
import io.numroute.routing.IspId;
import io.numroute.routing.IspState;
import io.numroute.routing.Media;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Prefix;
import io.numroute.routing.PrefixSet;
import io.numroute.routing.ProfileId;
import io.numroute.routing.RoutingProfile;
import io.numroute.routing.Rule;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Transport;
import io.numroute.routing.Validity;
import io.numroute.routing.time.Recurrence;
import io.numroute.routing.time.TimeCondition;
import io.numroute.routing.time.Window;
import io.numroute.routing.time.WindowLength;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Entities that nobody thought of, the same for the same random numbers. */
final class RandomDirectory {
  private static final List<String> ZONES =
      List.of("Europe/London", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC");
  private static final List<String> RULES =
      List.of(
          "FREQ=DAILY",
          "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
          "FREQ=MONTHLY;BYMONTHDAY=-1",
          "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
          "FREQ=DAILY;BYHOUR=8,14;COUNT=500",
          "FREQ=DAILY;UNTIL=20991231T000000Z");

  private final Random random;

  RandomDirectory(Random random) {
    this.random = random;
  }

  Isp isp(IspId id, List<ProfileId> profiles) {
    return new Isp(
        id,
        text(200),
        random.nextBoolean() ? IspState.ACTIVE : IspState.SUSPENDED,
        maybe(() -> oneOf(List.of("GB", "NL", "US"))),
        profiles.isEmpty() ? null : maybe(() -> oneOf(profiles).name()));
  }

  Gateway gateway(GatewayId id) {
    List<Integer> causes = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      causes.add(300 + random.nextInt(400));
    }
    Map<String, String> attributes = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      attributes.put(text(255), text(255));
    }
    return new Gateway(
        id,
        oneOf(List.of("192.0.2.1", "gw.example", "2001:db8::1", "_sip._udp.example")),
        random.nextBoolean() ? 5060 : 1 + random.nextInt(65_535),
        oneOf(List.of(Transport.values())),
        some(List.of(Media.values()), 1),
        oneOf(List.of(AdminState.values())),
        random.nextInt(16),
        oneOf(List.of("", "0", "0123456789012345")),
        maybe(() -> 1 + random.nextInt(300_000)),
        causes,
        attributes,
        validity());
  }

  RoutingProfile profile(ProfileId id) {
    List<Rule> rules = new ArrayList<>();
    for (int i = random.nextInt(6); i > 0; i--) {
      rules.add(new Rule(text(100), maybe(() -> when(1)), calls(), action(id.isp()), validity()));
    }
    return new RoutingProfile(id, rules, validity());
  }

  private TimeCondition when(int depth) {
    int kind = depth == 4 ? 0 : random.nextInt(5);
    if (kind <= 1) {
      return new TimeCondition.In(window());
    } else if (kind == 2) {
      return new TimeCondition.Not(when(depth + 1));
    }
    List<TimeCondition> parts = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      parts.add(when(depth + 1));
    }
    return kind == 3 ? new TimeCondition.All(parts) : new TimeCondition.Any(parts);
  }

  private Window window() {
    LocalDateTime start =
        LocalDateTime.of(2000 + random.nextInt(60), 1 + random.nextInt(12), 1, 12, 0)
            .plusSeconds(random.nextInt(3600));
    WindowLength length =
        random.nextBoolean()
            ? new WindowLength.WallClock(Duration.ofSeconds(60 + random.nextInt(300 * 86_400)))
            : new WindowLength.Nominal(
                random.nextInt(366), Duration.ofSeconds(1 + random.nextInt(86_400)));
    return new Window(
        Window.zone(oneOf(ZONES)), start, length, maybe(() -> Recurrence.parse(oneOf(RULES))));
  }

  private Rule.Calls calls() {
    return new Rule.Calls(
        some(List.of(new IspId("beta"), new IspId("acme"), new IspId("0-9")), 0),
        some(List.of(Media.values()), 0),
        prefixes(),
        some(List.of(ServiceOperation.values()), 0));
  }

  private PrefixSet prefixes() {
    Set<Prefix> prefixes = new HashSet<>();
    for (int i = Math.max(0, random.nextInt(6) - 3); i > 0; i--) {
      prefixes.add(prefix());
    }
    return PrefixSet.of(prefixes);
  }

  Prefix prefix() {
    return Prefix.parse(Integer.toString(1 + random.nextInt(999_999)));
  }

  private Rule.Action action(IspId owner) {
    if (random.nextInt(4) == 0) {
      return new Rule.Refuse(400 + random.nextInt(300), "closed ~ \"" + random.nextInt());
    }
    Map<GatewayId, Rule.Target> targets = new LinkedHashMap<>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      IspId isp = random.nextInt(3) == 0 ? new IspId("beta") : owner;
      GatewayId gateway = new GatewayId(isp, "gw" + random.nextInt(9));
      targets.put(
          gateway, new Rule.Target(gateway, random.nextInt(3), oneOf(List.of(0, 1, 10, 65_535))));
    }
    return new Rule.Offer(List.copyOf(targets.values()));
  }

  Agreement agreement(IspId isp) {
    List<Agreement.Grant> grants = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      grants.add(
          new Agreement.Grant(
              new IspId("beta"), some(List.of("gw1", "gw2", "gw3"), 0), validity()));
    }
    return new Agreement(isp, permissions(), permissions(), grants);
  }

  private List<Agreement.Permission> permissions() {
    List<Agreement.Permission> permissions = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      permissions.add(
          new Agreement.Permission(
              random.nextBoolean(),
              some(List.of(new IspId("beta"), new IspId("gamma")), 0),
              prefixes()));
    }
    return permissions;
  }

  Block block(Prefix prefix, IspId holder) {
    Block now = block(prefix, holder, validity());
    if (random.nextBoolean()) {
      return now;
    }
    long fromMs = Math.max(now.validity().fromMs(), 0) + 1 + random.nextInt(1_000_000);
    Validity after = new Validity(Long.MIN_VALUE, Math.max(fromMs + 1, validity().untilMs()));
    Block next = block(prefix, oneOf(List.of(holder, new IspId("beta"))), after);
    return new Block(
        prefix,
        now.totalLength(),
        holder,
        now.profile(),
        now.validity(),
        new Block.Successor(fromMs, next));
  }

  private Block block(Prefix prefix, IspId holder, Validity validity) {
    return new Block(
        prefix,
        random.nextBoolean() ? Block.ANY_LENGTH : 10 + random.nextInt(6),
        holder,
        maybe(() -> "night"),
        validity);
  }

  NumberAssignment number() {
    NumberAssignment now = assignment();
    if (random.nextBoolean()) {
      return now;
    }
    long fromMs = Math.max(now.validity().fromMs(), 0) + 1 + random.nextInt(1_000_000);
    NumberAssignment next = assignment();
    Validity validity = new Validity(Long.MIN_VALUE, next.validity().untilMs());
    return new NumberAssignment(
        now.servingIsp(),
        now.service(),
        now.profile(),
        now.routingNumber(),
        now.validity(),
        validity.untilMs() <= fromMs
            ? null
            : new NumberAssignment.Successor(
                fromMs,
                new NumberAssignment(
                    next.servingIsp(),
                    next.service(),
                    next.profile(),
                    next.routingNumber(),
                    validity)));
  }

  private NumberAssignment assignment() {
    return new NumberAssignment(
        oneOf(List.of(new IspId("acme"), new IspId("beta"))),
        maybe(() -> oneOf(List.of(ServiceOperation.values()))),
        maybe(() -> "night"),
        maybe(() -> PhoneNumber.parse("+4471" + random.nextInt(1_000_000))),
        validity());
  }

  private Validity validity() {
    long fromMs = random.nextBoolean() ? Long.MIN_VALUE : random.nextInt() * 1000L;
    long lastsMs = 1 + random.nextInt(Integer.MAX_VALUE - 1);
    long untilMs = random.nextBoolean() ? Long.MAX_VALUE : Math.max(fromMs, 0) + lastsMs;
    return new Validity(fromMs, untilMs);
  }

  /** Of any characters that are no controls. */
  private String text(int max) {
    StringBuilder text = new StringBuilder("n");
    for (int i = random.nextInt(max); i > 0; i--) {
      text.append(oneOf(List.of("a", " ", "/", "~", "\"", "\\", "é", "中", "{", "'")));
    }
    return text.toString();
  }

  private <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <T> Set<T> some(List<T> values, int atLeast) {
    List<T> shuffled = new ArrayList<>(values);
    Collections.shuffle(shuffled, random);
    int size = atLeast + random.nextInt(values.size() + 1 - atLeast);
    return new HashSet<>(shuffled.subList(0, size));
  }

  private <T> @Nullable T maybe(Supplier<T> value) {
    return random.nextBoolean() ? value.get() : null;
  }
}
