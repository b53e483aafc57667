package io.numroute.cli;

import io.numroute.cli.client.Api;
import io.numroute.cli.client.Reply;
import io.numroute.cli.demo.DemoFile;
import io.numroute.cli.directory.NotationFile;
import io.numroute.cli.terminal.ExitCode;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Terminal;
import io.numroute.routing.Media;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code numroute lookup}. */
@Command(
    name = "lookup",
    description = "Ask an edge where a number lives, as a gateway would.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  numroute lookup +447106123456 --as vodafone",
      "  numroute lookup +447106123456 --as vodafone --explain      why this answer",
      "  numroute lookup +447106123456 --as O2 --media fax --at 2026-12-24T18:00:00Z",
      "  numroute lookup +447106123456 --as O2 --overlay proposed.yaml   what if?",
      "  numroute lookup +447106123456 --as O2 --format rtjson           for Kamailio",
      "  numroute lookup +447106123456 --edge https://edge.example --key-file my.key",
      "",
      "An overlay proposes changes, as lines of an import, and states of gateways:",
      "  {\"changes\":[{\"block\":{\"prefix\":\"4471\",\"delete\":true}},",
      "    {\"gatewayState\":{\"isp\":\"acme\",\"name\":\"gw1\",\"state\":\"down\"}}]}",
      "",
      "Exit code 3: nobody serves the number."
    })
final class LookupCommand implements Callable<Integer> {
  private static final int UNAUTHORIZED = 401;
  private static final int NOT_FOUND = 404;
  private static final String BAD_OVERLAY = "bad-overlay";
  private static final Set<String> FORMATS = Set.of("json", "text", "dialstring", "rtjson");

  private final Terminal terminal;

  @Parameters(paramLabel = "NUMBER", description = "International, such as +447106123456.")
  private String number = "";

  @Option(
      names = "--as",
      paramLabel = "ISP",
      description = "Who asks: id or name of an ISP of the demo, whose key is used.")
  private @Nullable String isp;

  @Option(
      names = "--media",
      paramLabel = "WORD",
      description = "What the call carries: voice (default), fax, modem, video.")
  private @Nullable String media;

  @Option(
      names = "--at",
      paramLabel = "INSTANT",
      description = "Ask about another time, such as 2026-12-24T18:00:00Z.")
  private @Nullable String at;

  @Option(names = "--max", paramLabel = "N", description = "At most that many gateways (1 to 12).")
  private @Nullable Integer max;

  @Option(
      names = "--call-id",
      paramLabel = "TEXT",
      description = "Of the call: the same call has the same order of gateways.")
  private @Nullable String callId;

  @Option(names = "--explain", description = "Show each step of the decision.")
  private boolean explain;

  @Option(
      names = "--overlay",
      paramLabel = "FILE",
      description = "What if? Today's decision, the one with these changes, the difference.")
  private @Nullable String overlay;

  @Option(names = "--json", description = "Print the answer as the edge gave it.")
  private boolean json;

  @Option(
      names = "--format",
      paramLabel = "WORD",
      description = "As gateways take it: rtjson (Kamailio), dialstring (FreeSWITCH), text, json.")
  private @Nullable String format;

  @Option(names = "--edge", paramLabel = "URL", description = "Ask this edge, not the demo's.")
  private @Nullable String edge;

  @Mixin private Access access = new Access();
  @Mixin private DemoFolder demo = new DemoFolder();

  LookupCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    check();
    DemoFile file = edge == null ? demo.neededFile("name an edge with --edge") : demo.file();
    Api api = Api.at(edge != null || file == null ? String.valueOf(edge) : file.edge(), key(file));
    Reply reply = overlay == null ? api.get(path()) : whatIf(api, overlay);
    if (json || format != null && reply.isGood()) {
      terminal.out().println(reply.body().strip());
    } else if (reply.isGood() && overlay != null) {
      new WhatIfText(terminal).show(reply.json());
    } else if (reply.isGood()) {
      new AnswerText(terminal, file).show(reply.json());
    }
    if (reply.isGood()) {
      return ExitCode.OK.value();
    } else if (reply.status() == NOT_FOUND) {
      return ended(ExitCode.NOT_FOUND, reply);
    }
    return ended(reply.status() == 400 ? ExitCode.USAGE : ExitCode.ERROR, reply);
  }

  private Reply whatIf(Api api, String name) {
    NotationFile proposed = NotationFile.read(name);
    Reply reply =
        api.post(path(), "application/json", BodyPublishers.ofString(proposed.object().toString()));
    if (reply.problem().equals(BAD_OVERLAY) && !json) {
      throw Failure.usage(proposed.place(reply.text("pointer")) + ": " + reply.complaint() + ".");
    }
    return reply;
  }

  private int ended(ExitCode code, Reply reply) {
    if (!json) {
      terminal.err().println("numroute: " + number + ": " + reply.complaint());
      if (reply.status() == UNAUTHORIZED && edge == null) {
        terminal
            .err()
            .println("Is it another demo than that of " + demo.folder + " that listens there?");
      }
      if (explain) {
        new ExplanationText(terminal, terminal.err()).steps(reply.json());
      }
    }
    return code.value();
  }

  private void check() {
    if (media != null && Media.ofWord(media) == null) {
      throw Failure.usage("--media is one of voice, fax, modem, video, not " + media + ".");
    }
    if (format != null && !FORMATS.contains(format)) {
      throw Failure.usage("--format is one of json, text, dialstring, rtjson, not " + format + ".");
    } else if (format != null && overlay != null) {
      throw Failure.usage("--overlay compares decisions; it has no --format.");
    }
    if (at != null) {
      try {
        Instant.parse(at);
      } catch (DateTimeParseException e) {
        throw Failure.usage("--at is an instant such as 2026-12-24T18:00:00Z, not " + at + ".");
      }
    }
  }

  private String key(@Nullable DemoFile file) {
    String given = access.key(System.getenv());
    if (given != null) {
      return given;
    } else if (isp == null) {
      throw Failure.usage(
          "Who asks? Name an ISP of the demo with --as, or give a key with --key-file.");
    }
    DemoFile.IspKey asking = file == null ? null : file.isp(isp);
    if (asking == null) {
      throw Failure.usage("The demo in " + demo.folder + " has no key of an ISP " + isp + ".");
    }
    return asking.key();
  }

  private String path() {
    StringBuilder path =
        new StringBuilder(explain || overlay != null ? "/v1/explain/" : "/v1/routes/");
    path.append(Api.encoded(number));
    char separator = '?';
    String[][] parameters = {
      {"media", media},
      {"at", at},
      {"callId", callId},
      {"max", max == null ? null : String.valueOf(max)},
      {"format", format}
    };
    for (String[] parameter : parameters) {
      if (parameter[1] != null) {
        path.append(separator).append(parameter[0]).append('=').append(Api.encoded(parameter[1]));
        separator = '&';
      }
    }
    return path.toString();
  }
}
