package io.numroute.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumrouteTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path folder;

  @Test
  void withoutACommandItSaysWhatThereIs() {
    assertThat(run()).isZero();
    assertThat(out.toString(UTF_8))
        .contains("demo", "lookup", "import", "answers", "ingest", "router", "edge", "node")
        .contains("Exit codes");
  }

  @Test
  void everyCommandTeachesByHelp() {
    for (String command :
        new String[] {
          "demo", "lookup", "import", "export", "diff", "apply", "answers", "ingest", "router",
          "edge", "node"
        }) {
      out.reset();
      assertThat(run(command, "--help")).as(command).isZero();
      assertThat(out.toString(UTF_8)).as(command).contains("Usage: numroute " + command);
      assertThat(out.toString(UTF_8).lines()).as(command).allMatch(line -> line.length() <= 80);
    }
  }

  @Test
  void whatIsNotUnderstoodIsCode2AndOneSentence() {
    assertThat(run("lokup")).isEqualTo(2);
    assertThat(run("lookup")).isEqualTo(2);
    assertThat(run("lookup", "+44", "--as", "acme", "--media", "telex")).isEqualTo(2);
    assertThat(run("lookup", "+44", "--as", "acme", "--at", "tomorrow")).isEqualTo(2);
    assertThat(run("demo", "--edge-port", "70000")).isEqualTo(2);
    assertThat(run("lookup", "+44", "--as", "acme", "--format", "xml")).isEqualTo(2);
    assertThat(run("lookup", "+44", "--as", "a", "--format", "text", "--overlay", "-"))
        .isEqualTo(2);
    assertThat(run("export")).isEqualTo(2);
    assertThat(run("export", "--isp", "acme", "--format", "xml")).isEqualTo(2);
    assertThat(run("apply", "-f", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(run("diff", "-f", folder.toString())).isEqualTo(2);
    assertThat(run("answers", "--limit", "-1")).isEqualTo(2);
    assertThat(run("import", folder.resolve("none").toString(), "--ingest", "http://127.0.0.1:1"))
        .isEqualTo(2);
    assertThat(err.toString(UTF_8)).doesNotContain("Exception").doesNotContain("\tat ");
  }

  @Test
  void aDemoThatIsNotThereIsAnErrorThatSaysWhatToDo() {
    assertThat(run("lookup", "+44", "--as", "acme", "--data-dir", folder.toString())).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("start one with numroute demo");
  }

  @Test
  void nobodyAtAnAddressIsAnError() throws IOException {
    Path key = Files.writeString(folder.resolve("key"), "nr_key\n");
    assertThat(run("lookup", "+44", "--edge", "http://127.0.0.1:1", "--key-file", key.toString()))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8))
        .isEqualTo("numroute: Nobody listens at http://127.0.0.1:1.\n")
        .doesNotContain("nr_key");
  }

  @Test
  void anAddressWithoutAPortIsSaidToBeThat() {
    assertThat(run("answers", "--kafka", "localhost")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("bootstrap.servers: localhost");
  }

  @Test
  void twoServersOnOnePortAreNotAnotherProcess() {
    assertThat(run("demo", "--edge-port", "9990", "--kafka-port", "9990")).isEqualTo(2);
    assertThat(err.toString(UTF_8))
        .isEqualTo("numroute: --edge-port and --kafka-port are both 9990.\n");
  }

  @Test
  void debugShowsWhere() {
    assertThat(run("lookup", "+44", "--debug", "--as", "a", "--data-dir", folder.toString()))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("\tat io.numroute.cli");
  }

  @Test
  void aFolderThatCannotBeWrittenIsOneSentence() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(
            run(
                "demo",
                "--data-dir",
                file.resolve("data").toString(),
                "--edge-port",
                "0",
                "--ingest-port",
                "0",
                "--kafka-port",
                "0"))
        .isEqualTo(1);
    assertThat(err.toString(UTF_8).lines()).hasSize(1);
    assertThat(err.toString(UTF_8)).contains("cannot be written");
  }

  @Test
  void aConfigurationsMistakeIsNamedByLineAndKey() throws IOException {
    Path config = folder.resolve("router.properties");
    Files.writeString(
        config,
        "kafka.bootstrap.servers = 127.0.0.1:1\nrouter.id = r1\nrouter.state.dir = /tmp/r\n"
            + "# a comment\nrouter.standby.replica = 1\n");
    assertThat(run("router", "--config", config.toString())).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("line 5", "router.standby.replica");

    err.reset();
    Files.writeString(
        config, "kafka.bootstrap.servers = a:1\nrouter.id = R 1\nrouter.state.dir = /tmp/r\n");
    assertThat(run("router", "--config", config.toString())).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("line 2", "router.id");
  }

  @Test
  void completionIsAScript() {
    assertThat(run("completion")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("#!").contains("--data-dir", "lookup");
  }

  @Test
  void colourOnlyOnATerminalAndNeverAgainstTheReadersWish() {
    Properties terminal = new Properties();
    terminal.setProperty("numroute.terminal", "out,err");
    assertThat(terminal(terminal, Map.of()).bold("a")).contains("\033");
    assertThat(terminal(terminal, Map.of("NO_COLOR", "1")).bold("a")).isEqualTo("a");
    assertThat(terminal(new Properties(), Map.of()).bold("a")).isEqualTo("a");
  }

  @Test
  void aTerminalThatCannotDrawALineAnewGetsPlainLines() {
    Properties terminal = new Properties();
    terminal.setProperty("numroute.terminal", "out,err");
    terminal(terminal, Map.of("TERM", "dumb")).say("a");
    assertThat(err.toString(UTF_8)).isEqualTo("a\n");
    terminal(terminal, Map.of("TERM", "xterm")).say("b");
    assertThat(err.toString(UTF_8)).isEqualTo("a\n\r\033[Kb\n");
  }

  private int run(String... arguments) {
    return Numroute.run(terminal(new Properties(), Map.of()), arguments);
  }

  private Terminal terminal(Properties properties, Map<String, String> environment) {
    return Terminal.of(
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8),
        properties,
        environment);
  }
}
