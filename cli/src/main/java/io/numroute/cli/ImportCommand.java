package io.numroute.cli;

import io.numroute.cli.client.Api;
import io.numroute.cli.client.BulkImport;
import io.numroute.cli.client.LineBatches;
import io.numroute.cli.demo.DemoFile;
import io.numroute.cli.terminal.ExitCode;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Progress;
import io.numroute.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code numroute import}. */
@Command(
    name = "import",
    description = "Publish many ISPs, gateways, blocks and numbers from a file of NDJSON.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "A line is one of:",
      "  {\"isp\":{\"id\":\"acme\",\"name\":\"Acme\"}}",
      "  {\"gateway\":{\"isp\":\"acme\",\"name\":\"gw1\",\"host\":\"gw1.acme.example\"}}",
      "  {\"block\":{\"prefix\":\"4471\",\"holder\":\"acme\"}}",
      "  {\"number\":{\"number\":\"+447106123456\",\"servingIsp\":\"acme\"}}",
      "  {\"number\":{\"number\":\"+447106123456\",\"delete\":true}}",
      "",
      "Examples:",
      "  numroute import numbers.ndjson --as vodafone",
      "  zcat all.ndjson.gz | numroute import - --authority --dry-run",
      "",
      "A line that is refused is named; the others are done. Exit code 1 when any was refused."
    })
final class ImportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "FILE", description = "NDJSON, also gzipped; - for standard input.")
  private String file = "-";

  @ArgGroup private @Nullable Who who;

  @Option(names = "--dry-run", description = "Only check each line; publish nothing.")
  private boolean dryRun;

  @Option(
      names = "--wait",
      description = "Also wait until each line is decided, and report what was refused then.")
  private boolean wait;

  @Option(names = "--ingest", paramLabel = "URL", description = "This ingest, not the demo's.")
  private @Nullable String ingest;

  @Mixin private Access access = new Access();
  @Mixin private DemoFolder demo = new DemoFolder();

  ImportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  /** On whose behalf. */
  static final class Who {
    @Option(
        names = "--as",
        paramLabel = "ISP",
        description = "Id or name of an ISP of the demo, whose key is used.")
    private @Nullable String isp;

    @Option(names = "--authority", description = "The numbering authority of the demo.")
    private boolean authority;
  }

  @Override
  public Integer call() {
    DemoFile demoFile =
        ingest == null ? demo.neededFile("name an ingest with --ingest") : demo.file();
    Api api =
        Api.at(
            ingest != null || demoFile == null ? String.valueOf(ingest) : demoFile.ingest(),
            key(demoFile));
    String query = dryRun ? "?dryRun=true" : wait ? "?wait=applied" : "";
    BulkImport.Total total;
    try (InputStream stream = open();
        Progress progress =
            new Progress(
                terminal.err(),
                terminal.errIsTerminal(),
                terminal.columns(),
                System::nanoTime,
                "lines",
                Progress.UNKNOWN)) {
      total =
          new BulkImport(api, query, progress::add, complaint -> terminal.say(complaint.toString()))
              .run(new LineBatches(stream, BulkImport.BATCH));
    } catch (IOException e) {
      throw Failure.error(file + " cannot be read: " + e.getMessage() + ".", e);
    }
    terminal
        .out()
        .printf(
            "%s lines: %s %s, %s refused%n",
            Progress.grouped(total.lines()),
            Progress.grouped(total.accepted()),
            dryRun ? "good" : wait ? "accepted" : "published",
            Progress.grouped(total.refused()));
    return (total.refused() > 0 ? ExitCode.ERROR : ExitCode.OK).value();
  }

  private InputStream open() throws IOException {
    if (file.equals("-")) {
      return System.in;
    }
    Path path = Path.of(file);
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw Failure.usage(file + " is no file that can be read.");
    }
    return Files.newInputStream(path);
  }

  private String key(@Nullable DemoFile demoFile) {
    String given = access.key(System.getenv());
    if (given != null) {
      return given;
    } else if (who == null || demoFile == null) {
      throw Failure.usage(
          "On whose behalf? Say --as ISP or --authority for the demo, or give a key with"
              + " --key-file.");
    } else if (who.authority) {
      return demoFile.authorityKey();
    }
    DemoFile.IspKey isp = demoFile.isp(String.valueOf(who.isp));
    if (isp == null) {
      throw Failure.usage("The demo in " + demo.folder + " has no key of an ISP " + who.isp + ".");
    }
    return isp.key();
  }
}
