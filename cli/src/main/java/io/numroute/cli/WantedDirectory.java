package io.numroute.cli;

import io.numroute.cli.directory.DirectoryChanges;
import io.numroute.cli.directory.DirectoryChanges.Step;
import io.numroute.cli.directory.NotationFile;
import io.numroute.cli.directory.Publisher;
import io.numroute.cli.terminal.Terminal;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.DirectoryDocument;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A document that says how an ISP's directory is to be, and the way there. */
final class WantedDirectory {
  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      required = true,
      description = "YAML or JSON, as export writes it; - for standard input.")
  private String name = "-";

  @Option(names = "--prune", description = "Also delete what is there and not in the file.")
  private boolean prune;

  @Mixin private PublishingAs publishing = new PublishingAs();

  /** A document, what is published, and what is between them. */
  record Comparison(NotationFile file, String isp, Publisher publisher, DirectoryChanges changes) {
    /** Says what stays although the file does not have it. */
    void sayWhatIsLeft(Terminal terminal) {
      if (!changes.left().isEmpty()) {
        int shown = Math.min(changes.left().size(), 5);
        terminal
            .err()
            .println(
                "Not in the file and left as it is: "
                    + String.join(", ", changes.left().subList(0, shown))
                    + (shown < changes.left().size()
                        ? " and " + (changes.left().size() - shown) + " more"
                        : "")
                    + ". --prune deletes it.");
      }
    }
  }

  Comparison compare() {
    NotationFile file = NotationFile.read(name);
    DirectoryDocument wanted;
    try {
      // What has taken effect by itself since it was written needs no command.
      wanted = DirectoryDocument.read(file.object()).at(System.currentTimeMillis());
    } catch (BadDocumentException e) {
      throw file.fault(e);
    }
    String isp = wanted.isp().id().value();
    Publisher publisher = publishing.publisher(isp);
    DirectoryDocument is = publisher.document(isp);
    return new Comparison(file, isp, publisher, DirectoryChanges.between(is, wanted, prune));
  }

  /** {@code ~ gateway gw1}. */
  static String line(Step step) {
    return step.kind().sign() + " " + step.entity();
  }

  static void details(Terminal terminal, Step step) {
    for (String detail : step.details()) {
      terminal.out().println("    " + terminal.faint(detail));
    }
  }
}
