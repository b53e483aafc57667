package io.numroute.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.cli.directory.NotationText;
import io.numroute.cli.terminal.ExitCode;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code numroute export}. */
@Command(
    name = "export",
    description = {
      "Write all that an ISP has published, but for single numbers, as one document: itself,",
      "gateways, profiles, blocks, agreement. For diff and apply."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "The same directory is always the same text.",
      "",
      "Examples:",
      "  numroute export --isp vodafone",
      "  numroute export --isp vodafone -o vodafone.yaml",
      "",
      "Exit code 3: there is no such ISP."
    })
final class ExportCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--isp", paramLabel = "ISP", required = true, description = "Whose directory.")
  private String isp = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write it there, not to standard output.")
  private @Nullable Path output;

  @Option(
      names = "--format",
      paramLabel = "WORD",
      description = "yaml or json. Default: what FILE ends with, else yaml.")
  private @Nullable NotationText format;

  @Mixin private PublishingAs publishing = new PublishingAs();

  ExportCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    String id = publishing.idOf(isp);
    JsonNode directory = publishing.publisher(id).directory(id);
    if (directory == null) {
      throw Failure.notFound("There is no ISP " + id + ".");
    }
    String text = format().of(directory);
    if (output == null) {
      terminal.out().print(text);
      terminal.out().flush();
    } else {
      try {
        Files.writeString(output, text);
      } catch (IOException e) {
        throw Failure.error(output + " cannot be written: " + e.getMessage() + ".", e);
      }
    }
    return ExitCode.OK.value();
  }

  private NotationText format() {
    if (format != null) {
      return format;
    }
    String name = output == null ? "" : output.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".json") ? NotationText.JSON : NotationText.YAML;
  }
}
