package io.numroute.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A sipp that plays one scenario once: the caller's side of a call, or a gateway's. */
final class Sipp implements AutoCloseable {
  private static final Pattern RECEIVED =
      Pattern.compile(
          "^UDP message received .*\\n\\n(.+)\\n(?s:.*?)^Call-ID: (.+)$", Pattern.MULTILINE);

  private final String name;
  private final int port;
  private final Path messages;
  private final Program program;

  /** A message that came in: its first line, and the call it belongs to. */
  record Received(String line, String callId) {}

  private Sipp(String name, int port, Path messages, Program program) {
    this.name = name;
    this.port = port;
    this.messages = messages;
    this.program = program;
  }

  /** A gateway that answers a call. */
  static Sipp answering(Path folder, String name, int port)
      throws IOException, InterruptedException {
    return gateway(folder, name, port, Scenario.copy(folder, "answering-gateway.xml"));
  }

  /** A gateway that refuses a call, with a status line's code and reason. */
  static Sipp refusing(Path folder, String name, int port, String reply)
      throws IOException, InterruptedException {
    return gateway(
        folder,
        name,
        port,
        Scenario.replying(folder, name + ".xml", "refusing-gateway.xml", reply));
  }

  private static Sipp gateway(Path folder, String name, int port, Path scenario)
      throws IOException, InterruptedException {
    Sipp sipp = start(folder, name, port, scenario, List.of());
    sipp.program.awaitUdp(port);
    return sipp;
  }

  /** Calls a number through a proxy; the scenario says what must come of it. */
  static Sipp calling(Path folder, String scenario, Kamailio proxy, String number, String callId)
      throws IOException {
    return start(
        folder,
        "caller",
        Program.freeUdpPort(),
        Scenario.copy(folder, scenario),
        List.of("127.0.0.1:" + proxy.port(), "-s", number, "-cid_str", callId));
  }

  private static Sipp start(Path folder, String name, int port, Path scenario, List<String> more)
      throws IOException {
    Path messages = folder.resolve(name + ".messages");
    List<String> command =
        List.of(
            "sipp",
            "-sf",
            scenario.toString(),
            "-i",
            "127.0.0.1",
            "-bind_local",
            "-p",
            Integer.toString(port),
            "-m",
            "1",
            "-nostdin",
            "-timeout",
            "25s",
            "-timeout_error",
            "-trace_msg",
            "-message_file",
            messages.toString());
    Program program =
        Program.start(folder, name, Stream.concat(command.stream(), more.stream()).toList());
    return new Sipp(name, port, messages, program);
  }

  int port() {
    return port;
  }

  /** Waits until the scenario is over: every message came that it waits for, and no other. */
  void awaitSuccess() throws IOException, InterruptedException {
    int code = program.awaitEnd();
    assertThat(code).as("%s: %s%n%s", name, received(), program).isZero();
  }

  /** What came in, in order. */
  List<Received> received() throws IOException {
    List<Received> received = new ArrayList<>();
    if (Files.exists(messages)) {
      Matcher matcher = RECEIVED.matcher(Files.readString(messages).replace("\r\n", "\n"));
      while (matcher.find()) {
        received.add(new Received(matcher.group(1), matcher.group(2)));
      }
    }
    return received;
  }

  @Override
  public void close() {
    program.close();
  }
}
