package io.numroute.replica;

import io.numroute.routing.Agreement;
import io.numroute.routing.Block;
import io.numroute.routing.DirectoryCommand;
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
import io.numroute.routing.Validity;
import io.numroute.routing.time.Recurrence;
import io.numroute.routing.time.TimeCondition;
import io.numroute.routing.time.Window;
import io.numroute.routing.time.WindowLength;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Commands with everything in them that the domain permits, by chance. */
final class RandomCommands {
  private static final List<String> ZONES =
      List.of("Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Apia");
  private static final List<String> RULES =
      List.of(
          "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
          "FREQ=DAILY;INTERVAL=3;COUNT=100",
          "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20300101T000000Z",
          "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29");

  private final Random random;

  RandomCommands(long seed) {
    random = new Random(seed);
  }

  DirectoryCommand directoryCommand() {
    return switch (random.nextInt(4)) {
      case 0 ->
          new DirectoryCommand.PutIsp(
              new Isp(isp(), "Name", one(IspState.values()), orNull(() -> "GB"), profile()));
      case 1 -> new DirectoryCommand.PutBlock(block());
      case 2 -> new DirectoryCommand.PutAgreement(agreement());
      default -> new DirectoryCommand.PutProfile(routingProfile());
    };
  }

  private Block block() {
    Block first = plainBlock(prefix());
    long fromMs = Math.max(first.validity().fromMs(), 0) + 1 + random.nextInt(1000);
    return new Block(
        first.prefix(),
        first.totalLength(),
        first.holder(),
        first.profile(),
        first.validity(),
        orNull(() -> new Block.Successor(fromMs, plainBlock(first.prefix()))));
  }

  private Block plainBlock(Prefix prefix) {
    int totalLength = random.nextBoolean() ? Block.ANY_LENGTH : 10 + random.nextInt(6);
    return new Block(prefix, totalLength, isp(), profile(), validity());
  }

  NumberAssignment assignment() {
    NumberAssignment first = plainAssignment(validity());
    long fromMs = Math.max(first.validity().fromMs(), 0) + 1 + random.nextInt(1000);
    return new NumberAssignment(
        first.servingIsp(),
        first.service(),
        first.profile(),
        first.routingNumber(),
        first.validity(),
        orNull(() -> new NumberAssignment.Successor(fromMs, plainAssignment(validity()))));
  }

  private NumberAssignment plainAssignment(Validity validity) {
    return new NumberAssignment(
        isp(),
        orNull(() -> one(ServiceOperation.values())),
        profile(),
        orNull(() -> PhoneNumber.parse("+44" + random.nextInt(1 << 20))),
        validity);
  }

  RoutingProfile routingProfile() {
    return new RoutingProfile(
        new ProfileId(isp(), "p" + random.nextInt(100)), some(5, this::rule), validity());
  }

  private Rule rule() {
    return new Rule(
        "rule \u00e9 " + random.nextInt(100),
        orNull(() -> condition(1 + random.nextInt(TimeCondition.MAX_DEPTH))),
        new Rule.Calls(
            Set.copyOf(some(3, this::isp)),
            Set.copyOf(some(3, () -> one(Media.values()))),
            PrefixSet.of(some(4, this::prefix)),
            Set.copyOf(some(3, () -> one(ServiceOperation.values())))),
        random.nextBoolean()
            ? new Rule.Refuse(400 + random.nextInt(300), "closed")
            : new Rule.Offer(targets()),
        validity());
  }

  private List<Rule.Target> targets() {
    Map<GatewayId, Rule.Target> targets = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      GatewayId gateway = new GatewayId(isp(), "gw" + random.nextInt(9));
      targets.put(
          gateway, new Rule.Target(gateway, random.nextInt(256), random.nextInt(1 + 65_535)));
    }
    return List.copyOf(targets.values());
  }

  /** At most as deep as that, and of two windows at each depth, so that there are not too many. */
  TimeCondition condition(int depth) {
    if (depth == 1) {
      return new TimeCondition.In(window());
    }
    return switch (random.nextInt(3)) {
      case 0 -> new TimeCondition.Not(condition(depth - 1));
      case 1 -> new TimeCondition.All(parts(depth));
      default -> new TimeCondition.Any(parts(depth));
    };
  }

  private List<TimeCondition> parts(int depth) {
    List<TimeCondition> parts = new ArrayList<>(some(1, () -> new TimeCondition.In(window())));
    parts.add(condition(depth - 1));
    parts.addAll(some(1, () -> new TimeCondition.In(window())));
    return parts;
  }

  private Window window() {
    LocalDateTime start =
        LocalDateTime.of(2028, 2, 29, random.nextInt(24), random.nextInt(60), random.nextInt(60));
    WindowLength length =
        switch (random.nextInt(3)) {
          case 0 -> new WindowLength.WallClock(Duration.ofSeconds(1L + random.nextInt(900_000)));
          case 1 -> WindowLength.Nominal.parse("P" + (1 + random.nextInt(300)) + "DT1H30M5S");
          default -> new WindowLength.Nominal(0, Duration.ofSeconds(1L + random.nextInt(900_000)));
        };
    return new Window(
        Window.zone(ZONES.get(random.nextInt(ZONES.size()))),
        start,
        length,
        orNull(() -> Recurrence.parse(RULES.get(random.nextInt(RULES.size())))));
  }

  private Agreement agreement() {
    Supplier<Agreement.Permission> permission =
        () ->
            new Agreement.Permission(
                random.nextBoolean(),
                Set.copyOf(some(3, this::isp)),
                PrefixSet.of(some(3, this::prefix)));
    return new Agreement(
        isp(),
        some(4, permission),
        some(4, permission),
        some(
            3,
            () ->
                new Agreement.Grant(
                    isp(), Set.copyOf(some(3, () -> "gw" + random.nextInt(9))), validity())));
  }

  private @Nullable String profile() {
    return orNull(() -> "p" + random.nextInt(100));
  }

  private Validity validity() {
    long fromMs = random.nextBoolean() ? Long.MIN_VALUE : random.nextInt(1000);
    return new Validity(fromMs, random.nextBoolean() ? Long.MAX_VALUE : 1000 + random.nextInt(9));
  }

  private IspId isp() {
    return new IspId("isp-" + random.nextInt(20));
  }

  private Prefix prefix() {
    return Prefix.parse("44" + random.nextInt(10_000));
  }

  private <T> T one(T[] values) {
    return values[random.nextInt(values.length)];
  }

  /** Different ones, none to {@code most}. */
  private <T> List<T> some(int most, Supplier<T> next) {
    Set<T> some = new LinkedHashSet<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      some.add(next.get());
    }
    return List.copyOf(some);
  }

  private <T> @Nullable T orNull(Supplier<T> next) {
    return random.nextBoolean() ? null : next.get();
  }
}
