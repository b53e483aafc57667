package io.numroute.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.cli.client.Api;
import io.numroute.cli.demo.Demo;
import io.numroute.cli.directory.DirectoryChanges;
import io.numroute.cli.directory.DirectoryChanges.Step;
import io.numroute.cli.directory.Publisher;
import io.numroute.cli.directory.Publisher.Refused;
import io.numroute.cli.terminal.Terminal;
import io.numroute.notation.DirectoryDocument;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * An ISP as a document, from nothing to nothing, on the running river: broker, ingest, router and
 * edge. The tests share it, in order.
 */
@Tag("heavy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApplyIT {
  private static final String ACME =
      """
      isp:
        id: acme
        name: Acme
        defaultProfile: office
      gateways:
        gw1: {host: gw1.acme.example}
        gw2: {host: 192.0.2.2, port: 5061, transport: tls, media: [voice, fax]}
      profiles:
        office:
          rules:
          - name: weekdays
            when: {zone: Europe/London, start: "2026-01-05T09:00:00", end: "2026-01-05T17:30:00",
                   rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}
            targets: [{gateway: gw1, weight: 10}, {gateway: gw2, tier: 1}]
          - name: closed
            media: [fax]
            refuse: {sipCode: 480, reason: "no fax after hours"}
      blocks:
        "44": {}
        "4471": {totalLength: 12, profile: office}
      """;

  @TempDir static Path temporary;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path folder = Path.of("");
  private Path keyFile = Path.of("");
  private Demo demo;

  @BeforeAll
  void start() throws Exception {
    folder = temporary.resolve("demo");
    demo = Demo.start(folder, new Demo.Ports(0, 0, 0));
    keyFile = temporary.resolve("acme.key");
  }

  @AfterAll
  void stop() {
    demo.close();
  }

  private int run(String... arguments) {
    out.reset();
    err.reset();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            false,
            false,
            false,
            80);
    return Numroute.run(terminal, arguments);
  }

  private int run(List<String> arguments, String... more) {
    return run(Stream.concat(arguments.stream(), Stream.of(more)).toArray(String[]::new));
  }

  private int asAuthority(String command, Path file, String... more) {
    return run(
        List.of(command, "-f", file.toString(), "--authority", "--data-dir", folder.toString()),
        more);
  }

  /** With Acme's own key. */
  private int asAcme(String command, Path file) {
    return run(
        List.of(command, "-f", file.toString()),
        "--ingest",
        demo.file().ingest(),
        "--key-file",
        keyFile.toString());
  }

  /** Asks again while the server says that it is not ready, as gateways do. */
  private int lookup(String... more) {
    List<String> arguments =
        List.of(
            "lookup",
            "+447112345678",
            "--edge",
            demo.file().edge(),
            "--key-file",
            keyFile.toString());
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    int code = run(arguments, more);
    while (err.toString(UTF_8).contains("is not ready") && System.nanoTime() < endNs) {
      code = run(arguments, more);
    }
    return code;
  }

  private String export(String... more) {
    assertThat(
            run(
                List.of("export", "--isp", "acme", "--authority", "--data-dir", folder.toString()),
                more))
        .as(err.toString(UTF_8))
        .isZero();
    return out.toString(UTF_8);
  }

  private static Path file(String name, String text) throws IOException {
    return Files.writeString(temporary.resolve(name), text);
  }

  @Test
  @Order(1)
  void aNewIspIsMadeOfItsDocument() throws Exception {
    Path acme = file("acme.yaml", ACME);
    assertThat(asAuthority("diff", acme)).isEqualTo(1);
    assertThat(asAuthority("apply", acme, "--dry-run")).isZero();
    assertThat(out.toString(UTF_8)).endsWith("would send 7 commands\n");
    assertThat(run("export", "--isp", "acme", "--authority", "--data-dir", folder.toString()))
        .isEqualTo(3);

    assertThat(asAuthority("apply", acme)).as(err.toString(UTF_8)).isZero();
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            + isp ... accepted
            + gateway gw1 ... accepted
            + gateway gw2 ... accepted
            + profile office ... accepted
            ~ isp ... accepted
                /defaultProfile: + "office"
            + block 44 ... accepted
            + block 4471 ... accepted
            sent 7 commands
            """);
    assertThat(asAuthority("diff", acme)).isZero();
    assertThat(asAuthority("apply", acme)).isZero();
    assertThat(out.toString(UTF_8)).isEqualTo("acme is as the file says; nothing to send\n");
  }

  /** Export, edit, diff, apply, export; with the ISP's own key. */
  @Test
  @Order(2)
  void whatIsEditedIsWhatIsExportedThen() throws Exception {
    Api authority = Api.at(demo.file().ingest(), demo.file().authorityKey());
    String key =
        authority
            .post("/v1/isps/acme/keys", "application/json", BodyPublishers.ofString("{}"))
            .text("key");
    Files.writeString(keyFile, key);
    String before = export();
    String edited =
        before
            .replace("gw1.acme.example", "gw7.acme.example")
            .replace("weight: 10", "weight: 20")
            .replace("reason: no fax after hours", "reason: come back on Monday")
            .replace("name: Acme", "name: Acme of London");
    Path mine = file("edited.yaml", edited);
    assertThat(asAcme("diff", mine)).as(err.toString(UTF_8)).isEqualTo(1);
    String differences = out.toString(UTF_8);
    assertThat(differences)
        .isEqualTo(
            """
            ~ gateway gw1
                /host: "gw1.acme.example" -> "gw7.acme.example"
            ~ profile office
                /rules/0/targets/0/weight: 10 -> 20
                /rules/1/refuse/reason: "no fax after hours" -> "come back on Monday"
            ~ isp
                /name: "Acme" -> "Acme of London"
            """);
    assertThat(asAcme("apply", mine)).as(err.toString(UTF_8)).isZero();
    assertThat(out.toString(UTF_8).replace(" ... accepted", ""))
        .isEqualTo(differences + "sent 3 commands\n");
    assertThat(export()).isEqualTo(edited);

    long version = version(authority);
    assertThat(asAcme("apply", mine)).isZero();
    assertThat(out.toString(UTF_8)).isEqualTo("acme is as the file says; nothing to send\n");
    assertThat(version(authority)).isEqualTo(version);

    Path json = temporary.resolve("acme.json");
    export("-o", json.toString());
    assertThat(Files.readString(json)).startsWith("{");
    assertThat(asAuthority("diff", json)).isZero();
  }

  private static long version(Api authority) {
    return authority.get("/v1/isps/acme").json().path("version").asLong(-1)
        + authority.get("/v1/gateways/acme/gw1").json().path("version").asLong(-1)
        + authority.get("/v1/profiles/acme/office").json().path("version").asLong(-1);
  }

  @Test
  @Order(3)
  void aRefusalStopsIt_withThePlaceInTheFile() throws Exception {
    String wrong =
        ACME.replace(
                "    - name: closed",
                "    - name: lent\n      targets: [{gateway: gw9}]\n    - name: closed")
            .replace("192.0.2.2", "192.0.2.3");
    Path file = file("wrong.yaml", wrong);
    assertThat(asAuthority("apply", file)).isEqualTo(1);
    assertThat(out.toString(UTF_8))
        .contains("~ gateway gw2 ... accepted")
        .contains("~ profile office ... not done")
        .doesNotContain("~ isp");
    assertThat(err.toString(UTF_8))
        .startsWith("numroute: " + file + ", line 16, column ")
        .contains("/profiles/office/rules/1/targets/0")
        .contains("no gateway acme/gw9")
        .contains("Done before it: 2, not sent after it: 1.");
    // The ISP may not take a block of its own accord.
    Path block = file("block.yaml", export().replace("blocks:", "blocks:\n  \"49\": {}"));
    assertThat(asAcme("apply", block)).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("block 49").contains("not yours to give");
  }

  /** Two people edit; the one who comes second is told, and undoes nothing. */
  @Test
  @Order(6)
  void whatSomebodyElseChangedMeanwhileIsNotUndone() throws Exception {
    Api authority = Api.at(demo.file().ingest(), demo.file().authorityKey());
    Publisher publisher = new Publisher(authority);
    DirectoryDocument is = Objects.requireNonNull(publisher.document("acme"));
    SortedMap<GatewayId, Gateway> none = new TreeMap<>();
    DirectoryDocument without =
        new DirectoryDocument(is.isp(), none, is.profiles(), is.blocks(), is.agreement());
    DirectoryChanges fewer = DirectoryChanges.between(is, without, true);
    DirectoryChanges asItWas = DirectoryChanges.between(without, is, false);
    String gw1 = authority.get("/v1/gateways/acme/gw1").body();
    authority.put(
        "/v1/gateways/acme/gw1?wait=applied", "{\"host\":\"gw8.acme.example\",\"port\":5068}");
    String theirs = authority.get("/v1/gateways/acme/gw1").body();
    assertThat(theirs).isNotEqualTo(gw1);
    for (DirectoryChanges changes : List.of(fewer, asItWas)) {
      for (Step step : changes.steps()) {
        if (step.entity().equals("gateway gw1")) {
          Refused refused = Objects.requireNonNull(publisher.send(step));
          assertThat(refused.reason()).contains("somebody else has changed it");
        }
      }
    }
    assertThat(authority.get("/v1/gateways/acme/gw1").body()).isEqualTo(theirs);
  }

  @Test
  @Order(4)
  void troubleOfDiffIsCode2() throws Exception {
    assertThat(asAuthority("diff", file("broken.yaml", "isp: {id: acme, nam: x}"))).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("broken.yaml, line 1, column ").contains("/isp/name");
    assertThat(
            run(
                "diff",
                "-f",
                file("good.yaml", ACME).toString(),
                "--ingest",
                "http://127.0.0.1:1",
                "--key-file",
                keyFile.toString()))
        .isEqualTo(2);
  }

  /** Today's route, what it would be with a gateway down, and with a profile that refuses. */
  @Test
  @Order(5)
  void aWhatIfIsShownOnATerminal() throws Exception {
    Path down =
        file(
            "down.yaml",
            "changes:\n- gatewayState: {isp: acme, name: gw1, state: down}\n"
                + "- gatewayState: {isp: acme, name: gw2, state: down}\n");
    assertThat(lookup()).as(err.toString(UTF_8)).isZero();
    assertThat(lookup("--overlay", down.toString())).as(err.toString(UTF_8)).isZero();
    assertThat(out.toString(UTF_8))
        .contains("+447112345678 today\n  outcome      routed to acme\n")
        .contains("+447112345678 as proposed\n  outcome      no-gateway to acme\n")
        .contains("  outcome      routed -> no-gateway\n");
    Path wrong = file("what.yaml", "changes:\n- block: {prefix: '4471'}\n");
    assertThat(lookup("--overlay", wrong.toString())).isEqualTo(2);
    assertThat(err.toString(UTF_8)).contains("what.yaml, line 2, column ");
    assertThat(lookup("--format", "text")).isZero();
    assertThat(out.toString(UTF_8)).startsWith("sip:+447112345678@").doesNotContain("{");
  }

  @Test
  @Order(7)
  void pruningTakesEverythingAwayInAnOrderThatWorks() throws Exception {
    Path bare = file("bare.yaml", "isp: {id: acme, name: Acme}\n");
    assertThat(asAuthority("apply", bare)).as(err.toString(UTF_8)).isZero();
    assertThat(err.toString(UTF_8)).contains("left as it is").contains("--prune");
    assertThat(asAuthority("apply", bare, "--prune")).as(err.toString(UTF_8)).isZero();
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            - block 4471 ... accepted
            - block 44 ... accepted
            - profile office ... accepted
            - gateway gw2 ... accepted
            - gateway gw1 ... accepted
            sent 5 commands
            """);
    assertThat(export()).doesNotContain("gw1").doesNotContain("4471");
  }
}
