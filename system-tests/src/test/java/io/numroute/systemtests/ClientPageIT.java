package io.numroute.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each program of {@code docs/clients.md} is run as it stands there, and does what it says. */
@Tag("heavy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientPageIT {
  private static final Path PAGE = Path.of("../docs/clients.md");

  @TempDir static Path folder;
  private Fleet fleet;

  @BeforeAll
  void start() throws Exception {
    Program.require(List.of("curl", "python3"));
    fleet = new Fleet(folder);
  }

  @AfterAll
  void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "sh, sh, client.sh, acme, 4471",
    "python, python3, client.py, beta, 4472",
    "java, java, Client.java, gamma, 4473",
  })
  void doesWhatThePageSays(String language, String command, String file, String isp, String block)
      throws Exception {
    String number = "+" + block + "06123456";
    fleet.admit(isp);
    fleet.put("/v1/blocks/" + block, "{\"holder\":\"" + isp + "\"}");
    // Edges learn of what is applied some milliseconds later: here before the program asks.
    fleet.accepted(isp, "/v1/gateways/" + isp + "/gw1", "{'host':'192.0.2.1'}");
    fleet.routeUntil(isp, number, reply -> reply.status() == 200);
    Files.writeString(folder.resolve(file), program(language));
    String run =
        command.equals("java")
            ? Path.of(System.getProperty("java.home"), "bin", "java").toString()
            : command;
    Map<String, String> environment =
        Map.of(
            "NUMROUTE_INGEST", fleet.ingestUrl(),
            "NUMROUTE_EDGE", fleet.edgeUrl(),
            "NUMROUTE_KEY", fleet.keyOf(isp),
            "NUMROUTE_ISP", isp,
            "NUMROUTE_NUMBER", number);
    try (Program client = Program.start(folder, file, List.of(run, file), environment)) {
      assertThat(client.awaitEnd()).as("%s", client).isZero();
      assertThat(client.toString()).contains("sip:" + number + "@192.0.2.").contains("accepted");
    }
    fleet.routeUntil(
        isp, number, reply -> reply.body().at("/primary/uri").asText().contains("@192.0.2.2:5060"));
  }

  private static String program(String language) throws Exception {
    Matcher fenced =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    assertThat(fenced.find()).as("a program in %s on %s", language, PAGE).isTrue();
    return fenced.group(1);
  }
}
