package io.numroute.cli.demo;

import io.numroute.cli.client.Api;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Progress;
import io.numroute.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The plan, drawn beside the start of the servers, and its way into them. */
public final class DemoData {
  private final Path folder;
  private final CompletableFuture<DemoPlan> plan;

  private DemoData(Path folder, CompletableFuture<DemoPlan> plan) {
    this.folder = folder;
    this.plan = plan;
  }

  /** Begins to draw the plan, on another thread. */
  public static DemoData draw(Path folder) {
    return new DemoData(folder, CompletableFuture.supplyAsync(DemoPlan::draw));
  }

  /** Loads the plan unless it is there, and says so; returns the file as it stands then. */
  public DemoFile load(DemoFile file, Terminal terminal) throws IOException {
    long startNs = System.nanoTime();
    DemoPlan drawn = plan();
    Api ingest = Api.at(file.ingest(), file.authorityKey());
    if (DemoLoad.isThere(ingest, drawn, file)) {
      terminal.out().println("loaded before: " + summary(drawn));
      return file;
    }
    DemoFile loaded;
    try (Progress progress =
        new Progress(
            terminal.err(),
            terminal.errIsTerminal(),
            terminal.columns(),
            System::nanoTime,
            "loading",
            DemoLoad.parts(drawn))) {
      loaded = new DemoLoad(ingest, drawn, folder, file, progress::add).run();
    }
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "loaded in %.1f s: %s%n",
            (System.nanoTime() - startNs) / 1e9,
            summary(drawn));
    return loaded;
  }

  private DemoPlan plan() {
    try {
      return plan.join();
    } catch (CompletionException e) {
      throw Failure.error("The carrier table cannot be read: " + e.getMessage(), e);
    }
  }

  private static String summary(DemoPlan plan) {
    long gateways = plan.isps().stream().mapToLong(isp -> isp.gateways().size()).sum();
    return Progress.grouped(plan.isps().size())
        + " ISPs, "
        + Progress.grouped(plan.blocks().size())
        + " blocks, "
        + Progress.grouped(gateways)
        + " gateways, "
        + Progress.grouped(plan.ported().size())
        + " ported and "
        + plan.services().size()
        + " service numbers";
  }
}
