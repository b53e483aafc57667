package io.numroute.routing;

import static io.numroute.routing.TestObjects.NOON;

import io.numroute.routing.time.Recurrence;
import io.numroute.routing.time.TimeCondition;
import io.numroute.routing.time.Window;
import io.numroute.routing.time.WindowLength;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A small directory with everything in it, facts, states and questions, drawn at random: few
 * entities and near instants, so that everything meets everything. The same seed gives the same
 * world.
 */
final class RandomWorld {
  private static final String[] ISPS = {"acme", "beta", "gamma", "delta"};
  private static final String[] PREFIXES = {"4", "44", "441", "4412", "44123", "442", "33"};
  private static final String[] ZONES = {"Europe/London", "America/New_York", "UTC", "Asia/Tokyo"};
  private static final String[] RULES = {
    "FREQ=DAILY",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "FREQ=WEEKLY;BYDAY=SA,SU",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=DAILY;BYHOUR=9,12,15,18;BYMINUTE=0,30",
  };

  private final Random random;
  private final long aroundMs;

  RandomWorld(long seed, long aroundMs) {
    this.random = new Random(seed);
    this.aroundMs = aroundMs;
  }

  RandomWorld(long seed) {
    this(seed, NOON);
  }

  Directory directory() {
    Directory directory = Directory.empty();
    for (int i = 0; i < 120; i++) {
      Origin origin = new Origin(directory.version() + 1, actor(), instant());
      directory =
          random.nextInt(40) == 0
              ? directory.skip(origin, command().entity())
              : directory.apply(origin, command()).directory();
    }
    return directory;
  }

  private Actor actor() {
    return random.nextInt(4) == 0 ? Actor.isp(isp()) : Actor.AUTHORITY;
  }

  private DirectoryCommand command() {
    return switch (random.nextInt(14)) {
      case 0, 1, 2 ->
          new DirectoryCommand.PutIsp(
              new Isp(
                  isp(),
                  "ISP",
                  random.nextInt(8) == 0 ? IspState.SUSPENDED : IspState.ACTIVE,
                  null,
                  random.nextBoolean() ? null : name("p")));
      case 3, 4, 5, 6 -> new DirectoryCommand.PutGateway(gateway());
      case 7, 8 -> new DirectoryCommand.PutBlock(block());
      case 9, 10, 11 ->
          new DirectoryCommand.PutProfile(
              new RoutingProfile(new ProfileId(isp(), name("p")), some(3, this::rule), validity()));
      case 12 ->
          new DirectoryCommand.PutAgreement(
              new Agreement(
                  isp(),
                  some(2, this::permission),
                  some(2, this::permission),
                  some(3, this::grant)));
      default ->
          random.nextInt(3) > 0
              ? new DirectoryCommand.DeleteGateway(new GatewayId(isp(), name("gw")))
              : new DirectoryCommand.DeleteBlock(Prefix.parse(one(PREFIXES)));
    };
  }

  private Block block() {
    Block first = plainBlock(Prefix.parse(one(PREFIXES)));
    long fromMs = instant();
    return fromMs <= first.validity().fromMs() || random.nextBoolean()
        ? first
        : TestObjects.followed(first, fromMs, plainBlock(first.prefix()));
  }

  private Block plainBlock(Prefix prefix) {
    return new Block(
        prefix,
        random.nextInt(4) == 0 ? 6 + random.nextInt(3) : Block.ANY_LENGTH,
        isp(),
        random.nextBoolean() ? null : name("p"),
        validity());
  }

  private Gateway gateway() {
    Set<Media> media = EnumSet.of(one(Media.values()), Media.VOICE);
    return new Gateway(
        new GatewayId(isp(), name("gw")),
        "gw.example",
        5060,
        Transport.UDP,
        media,
        one(AdminState.values()),
        0,
        "",
        null,
        List.of(),
        Map.of(),
        validity());
  }

  private Rule rule() {
    Rule.Calls calls =
        new Rule.Calls(
            rarely(this::isp),
            rarely(() -> one(Media.values())),
            PrefixSet.of(rarely(() -> Prefix.parse(one(PREFIXES)))),
            rarely(() -> one(ServiceOperation.values())));
    Rule.Action action =
        random.nextInt(4) == 0 ? new Rule.Refuse(400 + random.nextInt(200), "no") : offer();
    return new Rule(
        name("rule"), random.nextInt(3) == 0 ? null : condition(3), calls, action, validity());
  }

  private Rule.Offer offer() {
    List<Rule.Target> targets = new ArrayList<>();
    Set<GatewayId> named = new HashSet<>();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      GatewayId gateway = new GatewayId(isp(), name("gw"));
      if (named.add(gateway)) {
        targets.add(new Rule.Target(gateway, random.nextInt(3), random.nextInt(4) * 10));
      }
    }
    return new Rule.Offer(targets);
  }

  private TimeCondition condition(int depth) {
    return switch (depth == 0 ? 0 : random.nextInt(5)) {
      case 1 -> new TimeCondition.Not(condition(depth - 1));
      case 2 -> new TimeCondition.All(List.of(condition(depth - 1), condition(depth - 1)));
      case 3 -> new TimeCondition.Any(List.of(condition(depth - 1), condition(depth - 1)));
      default -> new TimeCondition.In(window());
    };
  }

  private Window window() {
    ZoneId zone = Window.zone(one(ZONES));
    // Now and then it opens or closes within the next minutes.
    LocalDateTime start =
        LocalDateTime.ofInstant(Instant.ofEpochMilli(instant()), zone)
            .withNano(0)
            .minusDays(random.nextInt(400));
    WindowLength length =
        random.nextBoolean()
            ? new WindowLength.WallClock(Duration.ofSeconds(1 + random.nextInt(90_000)))
            : new WindowLength.Nominal(
                random.nextInt(2), Duration.ofSeconds(30 + random.nextInt(90)));
    return new Window(
        zone, start, length, random.nextInt(6) == 0 ? null : Recurrence.parse(one(RULES)));
  }

  private Agreement.Permission permission() {
    return new Agreement.Permission(
        random.nextInt(4) > 0,
        rarely(this::isp),
        PrefixSet.of(rarely(() -> Prefix.parse(one(PREFIXES)))));
  }

  private Agreement.Grant grant() {
    return new Agreement.Grant(isp(), rarely(() -> name("gw")), validity());
  }

  GatewayStates states() {
    GatewayStates states = GatewayStates.none();
    long atMs = aroundMs - 300_000;
    for (int i = 0; i < 20; i++) {
      atMs += random.nextInt(30_000);
      states =
          states.with(
              new GatewayStates.Report(
                  new GatewayId(isp(), name("gw")),
                  random.nextInt(3) == 0,
                  atMs + random.nextInt(200_000),
                  Actor.AUTHORITY,
                  i,
                  atMs));
    }
    return states;
  }

  @Nullable NumberFact fact() {
    return switch (random.nextInt(6)) {
      case 0 -> new NumberFact.Withdrawn(Actor.AUTHORITY, 3, 0, NOON);
      case 1 -> new NumberFact.NotUnderstood(Actor.AUTHORITY, 3, 0, NOON);
      case 2, 3 -> new NumberFact.Assigned(assignment(), Actor.AUTHORITY, 3, 0, NOON);
      default -> null;
    };
  }

  private NumberAssignment assignment() {
    NumberAssignment first = plainAssignment();
    long fromMs = instant();
    return fromMs <= first.validity().fromMs() || random.nextBoolean()
        ? first
        : new NumberAssignment(
            first.servingIsp(),
            first.service(),
            first.profile(),
            first.routingNumber(),
            first.validity(),
            new NumberAssignment.Successor(fromMs, plainAssignment()));
  }

  private NumberAssignment plainAssignment() {
    return new NumberAssignment(
        isp(),
        random.nextBoolean() ? null : one(ServiceOperation.values()),
        random.nextBoolean() ? null : name("p"),
        null,
        validity());
  }

  RouteQuery query() {
    StringBuilder number = new StringBuilder(one(PREFIXES));
    while (number.length() < 3 + random.nextInt(7)) {
      number.append(random.nextInt(5));
    }
    return new RouteQuery(
        isp(),
        Digits.parse(number),
        one(Media.values()),
        instant(),
        random.nextLong(),
        1 + random.nextInt(5));
  }

  /** Within a minute of the middle. */
  long instant() {
    return aroundMs - 60_000 + random.nextInt(120_000);
  }

  private Validity validity() {
    return switch (random.nextInt(6)) {
      case 0 -> new Validity(instant(), Long.MAX_VALUE);
      case 1 -> new Validity(Long.MIN_VALUE, instant());
      case 2 -> {
        long from = instant();
        yield new Validity(from, from + 1 + random.nextInt(120_000));
      }
      default -> Validity.ALWAYS;
    };
  }

  private IspId isp() {
    return new IspId(one(ISPS));
  }

  private String name(String kind) {
    return kind + random.nextInt(3);
  }

  private <T> Set<T> rarely(Supplier<T> supplier) {
    return random.nextInt(3) == 0 ? Set.of(supplier.get()) : Collections.emptySet();
  }

  private <T> List<T> some(int most, Supplier<T> supplier) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      list.add(supplier.get());
    }
    return list;
  }

  private <T> T one(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
