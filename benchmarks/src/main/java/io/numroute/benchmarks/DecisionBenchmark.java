package io.numroute.benchmarks;

import io.numroute.routing.Actor;
import io.numroute.routing.AdminState;
import io.numroute.routing.Block;
import io.numroute.routing.Decider;
import io.numroute.routing.Decision;
import io.numroute.routing.Digits;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.GatewayStates;
import io.numroute.routing.Isp;
import io.numroute.routing.IspId;
import io.numroute.routing.IspState;
import io.numroute.routing.Media;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberFact;
import io.numroute.routing.Origin;
import io.numroute.routing.Outcome;
import io.numroute.routing.Prefix;
import io.numroute.routing.PrefixSet;
import io.numroute.routing.ProfileId;
import io.numroute.routing.RouteQuery;
import io.numroute.routing.RoutingProfile;
import io.numroute.routing.Rule;
import io.numroute.routing.Transport;
import io.numroute.routing.Validity;
import io.numroute.routing.time.Recurrence;
import io.numroute.routing.time.TimeCondition;
import io.numroute.routing.time.Window;
import io.numroute.routing.time.WindowLength;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A decision among ISPs with three gateways each, by the number's own assignment, by its block, by
 * a profile that names them, and by one of 50 rules with 10 windows of which the last holds, beside
 * the least that could give any answer: one get from a {@code HashMap} of the same numbers.
 *
 * <pre>
 *   mvn -q -pl benchmarks -am -DskipTests package
 *   java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main \
 *     DecisionBenchmark -prof gc
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgs = {"-Xms1g", "-Xmx1g", "-XX:+UseParallelGC"})
public class DecisionBenchmark {
  private static final int ISPS = 1_000;
  private static final int BLOCKS = 30_000;
  private static final int NUMBERS = 1 << 16;
  private static final String SIMPLE = "simple";
  private static final String BIG = "big";
  private static final long NOW_MS = 1_795_000_000_000L;

  private final Map<Long, NumberFact> facts = new HashMap<>();
  private final RouteQuery[] queries = new RouteQuery[NUMBERS];
  private Directory directory = Directory.empty();
  private Directory withSimpleProfiles = directory;
  private Directory withBigProfiles = directory;
  private int next;

  @Setup(Level.Trial)
  public void fill() {
    // As in a router: an ISP is one object in the directory, one in facts, one in queries.
    IspId[] serving = new IspId[ISPS];
    IspId[] asking = new IspId[ISPS];
    Arrays.setAll(serving, DecisionBenchmark::isp);
    Arrays.setAll(asking, DecisionBenchmark::isp);
    for (int i = 0; i < ISPS; i++) {
      put(new DirectoryCommand.PutIsp(new Isp(isp(i), "ISP " + i, IspState.ACTIVE, null)));
      for (int g = 1; g <= 3; g++) {
        put(new DirectoryCommand.PutGateway(gateway(isp(i), "gw" + g)));
      }
    }
    for (int i = 0; i < BLOCKS; i++) {
      Prefix prefix = Prefix.parse("44" + (10_000 + i));
      put(
          new DirectoryCommand.PutBlock(
              new Block(prefix, Block.ANY_LENGTH, isp(i % ISPS), Validity.ALWAYS)));
    }
    for (int i = 0; i < NUMBERS; i++) {
      long digits = Digits.parse("44" + (10_000 + i * 7919 % BLOCKS) + (10_000 + i * 31 % 90_000));
      queries[i] = new RouteQuery(asking[i * 13 % ISPS], digits, Media.VOICE, NOW_MS, i * 7L, 5);
      facts.put(
          digits,
          new NumberFact.Assigned(
              new NumberAssignment(serving[i % ISPS], null, null, null, Validity.ALWAYS),
              Actor.AUTHORITY,
              i,
              directory.version(),
              NOW_MS));
      if (!(decide(i).outcome() instanceof Outcome.Routed)) {
        throw new AssertionError("not routed: " + decide(i));
      }
    }
    withSimpleProfiles = withProfile(SIMPLE);
    withBigProfiles = withProfile(BIG);
  }

  /** The same directory, every ISP with that default profile. */
  private Directory withProfile(String name) {
    Directory before = directory;
    for (int i = 0; i < ISPS; i++) {
      IspId isp = isp(i);
      List<Rule> rules = new ArrayList<>();
      if (name.equals(BIG)) {
        for (int r = 0; r < 49; r++) {
          rules.add(other(isp, r));
        }
      }
      rules.add(
          new Rule(
              "last",
              null,
              Rule.Calls.ANY,
              new Rule.Offer(
                  List.of(
                      target(isp, "gw1", 0, 10),
                      target(isp, "gw2", 0, 20),
                      target(isp, "gw3", 1, 5))),
              Validity.ALWAYS));
      put(
          new DirectoryCommand.PutProfile(
              new RoutingProfile(new ProfileId(isp, name), rules, Validity.ALWAYS)));
      put(new DirectoryCommand.PutIsp(new Isp(isp, "ISP " + i, IspState.ACTIVE, null, name)));
    }
    Directory with = directory;
    directory = before;
    return with;
  }

  /** A rule that does not hold: by its window for every fifth, by the kind of call for the rest. */
  private static Rule other(IspId isp, int index) {
    Rule.Offer offer = new Rule.Offer(List.of(target(isp, "gw1", 0, 1)));
    if (index % 5 == 0) {
      TimeCondition closed =
          new TimeCondition.In(
              new Window(
                  Window.zone("Europe/London"),
                  LocalDateTime.parse("2026-01-05T00:00:00").plusMinutes(index),
                  WindowLength.Nominal.parse("PT1M"),
                  Recurrence.parse("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")));
      closed.prepare(NOW_MS);
      return new Rule("window " + index, closed, Rule.Calls.ANY, offer, Validity.ALWAYS);
    }
    Rule.Calls calls =
        new Rule.Calls(
            index % 2 == 0 ? Set.of(new IspId("somebody-else")) : Set.of(),
            index % 2 == 1 ? Set.of(Media.VIDEO) : Set.of(),
            PrefixSet.EMPTY,
            Set.of());
    return new Rule("calls " + index, null, calls, offer, Validity.ALWAYS);
  }

  private static Rule.Target target(IspId isp, String gateway, int tier, int weight) {
    return new Rule.Target(new GatewayId(isp, gateway), tier, weight);
  }

  private void put(DirectoryCommand command) {
    Directory.Applied applied =
        directory.apply(new Origin(directory.version() + 1, Actor.AUTHORITY, 0), command);
    if (!applied.verdict().accepted()) {
      throw new AssertionError(command + ": " + applied.verdict());
    }
    directory = applied.directory();
  }

  private static IspId isp(int index) {
    return new IspId("isp" + index);
  }

  private static Gateway gateway(IspId isp, String name) {
    return new Gateway(
        new GatewayId(isp, name),
        name + "." + isp + ".example",
        5060,
        Transport.UDP,
        EnumSet.of(Media.VOICE, Media.FAX),
        AdminState.ENABLED,
        0,
        "",
        null,
        List.of(),
        Map.of(),
        Validity.ALWAYS);
  }

  private Decision decide(int index) {
    RouteQuery query = queries[index];
    return Decider.decide(query, directory, facts.get(query.digits()), GatewayStates.none());
  }

  /** The least: a get by the number. */
  @Benchmark
  public @Nullable NumberFact hashMapGet() {
    return facts.get(queries[next++ & NUMBERS - 1].digits());
  }

  /** The same get, and the decision on what it gave. */
  @Benchmark
  public Decision decideByAssignment() {
    return decide(next++ & NUMBERS - 1);
  }

  /** One rule that names the ISP's three gateways, in two tiers with weights. */
  @Benchmark
  public Decision decideByProfile() {
    return decideIn(withSimpleProfiles);
  }

  /** Fifty rules, ten of them with windows; the fiftieth holds. */
  @Benchmark
  public Decision decideByFiftyRules() {
    return decideIn(withBigProfiles);
  }

  private Decision decideIn(Directory profiles) {
    RouteQuery query = queries[next++ & NUMBERS - 1];
    NumberFact fact = facts.get(query.digits());
    return Decider.decide(query, profiles, fact, GatewayStates.none());
  }

  /** No assignment: the longest block decides. */
  @Benchmark
  public Decision decideByBlock() {
    return Decider.decide(queries[next++ & NUMBERS - 1], directory, null, GatewayStates.none());
  }
}
