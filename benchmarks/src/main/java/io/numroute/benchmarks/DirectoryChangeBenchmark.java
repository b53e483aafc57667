package io.numroute.benchmarks;

import io.numroute.routing.Actor;
import io.numroute.routing.AdminState;
import io.numroute.routing.Block;
import io.numroute.routing.Digits;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.Isp;
import io.numroute.routing.IspId;
import io.numroute.routing.IspState;
import io.numroute.routing.Media;
import io.numroute.routing.Origin;
import io.numroute.routing.Prefix;
import io.numroute.routing.ProfileId;
import io.numroute.routing.RoutingProfile;
import io.numroute.routing.Rule;
import io.numroute.routing.Transport;
import io.numroute.routing.Validity;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
 * One more command in a directory of a million blocks and a thousand ISPs: from the command to the
 * snapshot that lookups read. Nothing is rebuilt, so it costs microseconds whatever the size.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgs = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"})
public class DirectoryChangeBenchmark {
  private static final int ISPS = 1_000;
  private static final int BLOCKS = 1_000_000;

  private Directory directory = Directory.empty();
  private int next;

  @Setup(Level.Trial)
  public void fill() {
    for (int i = 0; i < ISPS; i++) {
      apply(new DirectoryCommand.PutIsp(new Isp(isp(i), "ISP " + i, IspState.ACTIVE, null)));
      apply(gateway(i, 5060));
      apply(profile(i, 1));
    }
    for (int i = 0; i < BLOCKS; i++) {
      apply(block(i));
    }
  }

  @Benchmark
  public Directory gatewayChange() {
    return apply(gateway(next++ % ISPS, 1024 + next % 60_000));
  }

  @Benchmark
  public Directory profileChange() {
    return apply(profile(next++ % ISPS, 1 + next % 1_000));
  }

  @Benchmark
  public Directory blockChange() {
    return apply(block(next++ % BLOCKS));
  }

  private Directory apply(DirectoryCommand command) {
    Directory.Applied applied =
        directory.apply(new Origin(directory.version() + 1, Actor.AUTHORITY, 0), command);
    if (!applied.verdict().accepted()) {
      throw new AssertionError(command + ": " + applied.verdict());
    }
    directory = applied.directory();
    return directory;
  }

  private static IspId isp(int index) {
    return new IspId("isp" + index);
  }

  private static DirectoryCommand block(int index) {
    Prefix prefix = new Prefix(Digits.parse("44" + (1_000_000 + index)));
    return new DirectoryCommand.PutBlock(
        new Block(prefix, Block.ANY_LENGTH, isp(index % ISPS), Validity.ALWAYS));
  }

  private static DirectoryCommand gateway(int isp, int port) {
    return new DirectoryCommand.PutGateway(
        new Gateway(
            new GatewayId(isp(isp), "gw1"),
            "gw1.example",
            port,
            Transport.UDP,
            EnumSet.of(Media.VOICE),
            AdminState.ENABLED,
            0,
            "",
            null,
            List.of(),
            Map.of(),
            Validity.ALWAYS));
  }

  private static DirectoryCommand profile(int isp, int weight) {
    Rule.Target target = new Rule.Target(new GatewayId(isp(isp), "gw1"), 0, weight);
    Rule rule =
        new Rule("all", null, Rule.Calls.ANY, new Rule.Offer(List.of(target)), Validity.ALWAYS);
    return new DirectoryCommand.PutProfile(
        new RoutingProfile(new ProfileId(isp(isp), "office"), List.of(rule), Validity.ALWAYS));
  }
}
