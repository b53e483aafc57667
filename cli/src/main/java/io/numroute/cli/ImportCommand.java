package io.numroute.cli;

import io.numroute.cli.client.Api;
import io.numroute.cli.client.LineBatches.Notation;
import io.numroute.cli.demo.DemoFile;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    description = "Publish many numbers, blocks and whatever else from a file of CSV or NDJSON.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "CSV has a header (docs/imports.md has all columns); NDJSON a document a line:",
      "  number,isp,profile,service,valid_from",
      "  prefix,isp,length,valid_from",
      "  from,to,isp,valid_from",
      "  {\"gateway\":{\"isp\":\"acme\",\"name\":\"gw1\",\"host\":\"gw1.acme.example\"}}",
      "  {\"number\":{\"number\":\"+447106123456\",\"delete\":true}}",
      "",
      "Examples:",
      "  numroute import numbers.csv --as vodafone --errors rejected.csv",
      "  zcat all.ndjson.gz | numroute import - --authority --dry-run",
      "",
      "A line that is refused is named; the others are done. After a break the same command goes",
      "on where the ingest had acknowledged: FILE.resume holds the place until the file is done.",
      "Exit code 0 when every line was accepted, 1 when one was not, 2 when this was not understood."
    })
final class ImportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "FILE",
      description = "CSV or NDJSON, also as gzip or zstd; - for standard input.")
  private String file = "-";

  @ArgGroup private @Nullable Who who;

  @Option(
      names = "--dry-run",
      description = "Publish nothing; say what would become of each line now.")
  private boolean dryRun;

  @Option(
      names = "--wait",
      description = "Also wait until each line is decided, and report what was refused then.")
  private boolean wait;

  @Option(
      names = "--errors",
      paramLabel = "FILE",
      description =
          "Write the lines that were not done there, to be corrected and sent again, and why to"
              + " FILE.reasons. Implies --wait.")
  private @Nullable Path errors;

  @Option(
      names = "--format",
      paramLabel = "csv|ndjson",
      description = "Instead of what the first character says.")
  private @Nullable Notation format;

  @Option(names = "--from-start", description = "Do not go on where an earlier run stopped.")
  private boolean fromStart;

  @Option(
      names = "--retry-for",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long the ingest or its Kafka may be away before this gives up. Default:"
              + " ${DEFAULT-VALUE}.")
  private int retrySeconds;

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
  public Integer call() throws IOException {
    Path input = file.equals("-") ? null : readable(Path.of(file));
    if (retrySeconds < 0) {
      throw Failure.usage("--retry-for must not be negative.");
    } else if (errors != null && input != null && isSame(errors, input)) {
      throw Failure.usage("--errors would overwrite what is imported.");
    }
    DemoFile demoFile =
        ingest == null ? demo.neededFile("name an ingest with --ingest") : demo.file();
    String url = ingest != null || demoFile == null ? String.valueOf(ingest) : demoFile.ingest();
    String key = key(demoFile);
    String query = dryRun ? "?dryRun=true" : wait || errors != null ? "?wait=applied" : "";
    ImportRun run =
        new ImportRun(
            terminal,
            Api.at(url, key),
            ImportRun.target(url, key, query),
            query,
            Duration.ofSeconds(retrySeconds));
    return run.run(input, format, errors, !dryRun && !fromStart).value();
  }

  private static Path readable(Path path) {
    if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
      throw Failure.usage(path + " is no file that can be read.");
    }
    return path;
  }

  private static boolean isSame(Path one, Path other) throws IOException {
    return Files.exists(one) && Files.isSameFile(one, other);
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
