package io.numroute.cli.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.cli.client.Reply;
import io.numroute.cli.terminal.Failure;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.DirectoryDocument;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NotationFileTest {
  private static NotationFile file(String... lines) {
    return NotationFile.of("isp.yaml", String.join("\n", lines).getBytes(UTF_8));
  }

  private static JsonNode json(String text) {
    return Reply.parse(text.replace('\'', '"'));
  }

  private static void refused(NotationFile file, String sentence) {
    assertThatThrownBy(file::object).isInstanceOf(Failure.class).hasMessage(sentence);
  }

  @Test
  void yamlAndJsonSayTheSame() {
    String json = "{\"isp\":{\"id\":\"acme\"},\"list\":[1,true,null,\"4471\"]}";
    assertThat(file(json).object()).isEqualTo(Reply.parse(json));
    assertThat(
            file("# of Acme", "isp: {id: acme}", "list:", "- 1", "- true", "- ", "- '4471'")
                .object())
        .isEqualTo(Reply.parse(json));
  }

  @Test
  void wordsThatOlderYamlTakesForTruthAreText() {
    assertThat(file("defaultCountry: NO", "name: yes").object())
        .isEqualTo(json("{'defaultCountry':'NO','name':'yes'}"));
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    JsonNode document =
        json(
            "{'isp':{'id':'acme','name':'No: 1 # & *','defaultCountry':'NO'},"
                + "'gateways':{'gw1':{'host':'2001:db8::1','attributes':{'a':'on','b':'1e3',"
                + "'c':'','d':' x','e':'012','f':'0x1f','g':'1_0','h':'null','i':'-','j':'a: b',"
                + "'k':'%x','l':'2026-01-01T00:00:00Z','m':'.5','n':'true','o':'12:30:45'}}},"
                + "'profiles':{'1':{'rules':[]}},'blocks':{'4471':{'totalLength':12}}}");
    for (NotationText text : NotationText.values()) {
      assertThat(NotationFile.of("again", text.of(document).getBytes(UTF_8)).object())
          .as("%s", text.of(document))
          .isEqualTo(document);
    }
    assertThat(NotationText.YAML.of(document)).contains("\n  gw1:\n    host: ").endsWith("\n");
  }

  @Test
  void aliasesAreRefused_soAFewLinesCannotStandForBillions() {
    StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for (int i = 1; i < 20; i++) {
      laughs.append("a%1$d: &a%1$d [*a%2$d, *a%2$d, *a%2$d, *a%2$d]\n".formatted(i, i - 1));
    }
    assertThatThrownBy(file(laughs.toString())::object)
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("isp.yaml, line 2, column ")
        .hasMessageEndingWith(": aliases of YAML are not taken; write out what it stands for.");
    refused(
        file("a: &x {b: 1}", "c:", "  <<: *x"),
        "isp.yaml, line 3, column 7: aliases of YAML are not taken; write out what it stands"
            + " for.");
  }

  @Test
  void aKeyThatComesTwiceIsRefused() {
    refused(
        file("gateways:", "  gw1: {host: a}", "  gw1: {host: b}"),
        "isp.yaml, line 3, column 3: the key gw1 comes twice.");
    refused(file("{\"a\":1,", " \"a\":2}"), "isp.yaml, line 2, column 2: the key a comes twice.");
  }

  @Test
  void brokenSyntaxIsSaidWithItsPlace() {
    assertThatThrownBy(file("isp:", "  id: acme", " name: x")::object)
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("isp.yaml, line 3, column 2: ")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(file("{\"isp\":", "  nonsense}")::object)
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("isp.yaml, line 2, column ");
    assertThatThrownBy(file("a: b: c")::object).isInstanceOf(Failure.class);
    refused(file(""), "isp.yaml, line 1, column 1: nothing is there.");
    assertThatThrownBy(file("- a", "- b")::object)
        .isInstanceOf(Failure.class)
        .hasMessageEndingWith(": expected one object.");
    assertThatThrownBy(file("a: 1", "---", "b: 2")::object)
        .isInstanceOf(Failure.class)
        .hasMessageEndingWith(": something follows the object.");
  }

  @Test
  void numbersThatPeopleAndYamlReadDifferentlyAreRefused() {
    for (String number : new String[] {"05060", "0x10", "5_060", "0b1"}) {
      assertThatThrownBy(file("port: " + number)::object)
          .as(number)
          .isInstanceOf(Failure.class)
          .hasMessageStartingWith("isp.yaml, line 1, column 7: a number is written with digits");
    }
  }

  @Test
  void depthAndSizeAreBounded() {
    assertThatThrownBy(file("a: " + "[".repeat(10_000))::object)
        .isInstanceOf(Failure.class)
        .hasMessageContaining("line 1");
    assertThatThrownBy(file("{\"a\":" + "[".repeat(100_000))::object).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> file("a: " + "x".repeat(NotationFile.MAX_YAML)))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("3 MiB");
    assertThatThrownBy(() -> NotationFile.of("f", new byte[] {'a', (byte) 0xff}))
        .hasMessage("f is not UTF-8.");
  }

  @Test
  void aFaultOfTheDocumentIsSaidWithLineAndColumn() {
    NotationFile file =
        file(
            "isp:",
            "  id: acme",
            "  name: Acme",
            "profiles:",
            "  office:",
            "    rules:",
            "      - name: first",
            "        targets: [{gateway: gw1}]",
            "      - name: second",
            "        prefixes: [44, 4471]",
            "        targets: [{gateway: gw1}]");
    assertThatThrownBy(() -> DirectoryDocument.read(file.object()))
        .isInstanceOfSatisfying(
            BadDocumentException.class,
            e ->
                assertThat(file.fault(e))
                    .hasMessage(
                        "isp.yaml, line 10, column 20 (/profiles/office/rules/1/prefixes/0):"
                            + " expected text (in YAML, text that looks like a number stands in"
                            + " quotes: \"4471\")."));
    assertThat(file.place("/profiles/office/rules/1/nothing"))
        .isEqualTo("isp.yaml, line 9, column 9 (/profiles/office/rules/1/nothing)");
    assertThat(file.place("/gateways")).isEqualTo("isp.yaml (/gateways)");
  }

  /** Anything at all is an object or one sentence. */
  @Test
  void randomTextIsReadOrRefusedInOneSentence() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "{}[]:,-&*!|>'\"%@`#? \n\t\\abc019~=<.\u00e9\u2028";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = 1 + random.nextInt(40);
      while (text.length() < length) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      NotationFile file = NotationFile.of("f", text.toString().getBytes(StandardCharsets.UTF_8));
      try {
        file.object();
      } catch (Failure e) {
        assertThat(e.getMessage()).as("seed %d: %s", seed, text).startsWith("f");
      }
    }
  }
}
