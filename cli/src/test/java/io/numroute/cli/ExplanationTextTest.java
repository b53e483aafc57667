package io.numroute.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.cli.client.Reply;
import io.numroute.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ExplanationTextTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Terminal terminal(int columns) {
    PrintStream out = new PrintStream(bytes, true, UTF_8);
    return new Terminal(out, out, false, false, false, columns);
  }

  private static JsonNode json(String text) {
    return Reply.parse(text.replace('\'', '"'));
  }

  private static final JsonNode EXPLAINED =
      json(
          "{'steps':[{'step':'asking-isp','finding':'acme (Acme) is active','source':'directory',"
              + "'command':{'offset':12,'actor':'authority','at':'2026-11-22T10:00:00.000Z'}},"
              + "{'step':'rule','finding':'rule 1 (office hours) does not hold: it is outside of"
              + " its windows'},{'step':'number','finding':'none','source':'numbers',"
              + "'command':{'offset':7,'actor':'isp:acme','at':'2026-11-22T10:00:01.000Z'}}]}");

  @Test
  void eachStepWithTheCommandBehindIt_inColumns() {
    Terminal terminal = terminal(60);
    new ExplanationText(terminal, terminal.out()).steps(EXPLAINED);
    assertThat(bytes.toString(UTF_8))
        .isEqualTo(
            """
              asking-isp   acme (Acme) is active
                           by authority at 2026-11-22T10:00:00.000Z,
                           directory 12
              rule         rule 1 (office hours) does not hold: it is
                           outside of its windows
              number       none
                           by isp:acme at 2026-11-22T10:00:01.000Z,
                           numbers 7
            """);
  }

  @Test
  void aNarrowTerminalStillGetsEveryWord() {
    for (int columns = 2; columns < 120; columns++) {
      bytes.reset();
      Terminal terminal = terminal(columns);
      new ExplanationText(terminal, terminal.out()).steps(EXPLAINED);
      int most = Math.max(columns - 1, 39);
      assertThat(bytes.toString(UTF_8).lines()).allMatch(line -> line.length() <= most);
      assertThat(bytes.toString(UTF_8).replaceAll("\\s+", ""))
          .contains("acme(Acme)isactivebyauthorityat2026-11-22T10:00:00.000Z,directory12");
    }
  }

  @Test
  void aWordThatFitsNowhereIsBroken() {
    assertThat(Lines.broken("aaaaaaaaaa bb", 4)).containsExactly("aaaa", "aaaa", "aa", "bb");
    assertThat(Lines.broken("", 4)).containsExactly("");
    assertThat(Lines.broken("\ud83d\ude00\ud83d\ude00", 1))
        .containsExactly("\ud83d\ude00", "\ud83d\ude00");
  }

  @Test
  void aWhatIfShowsTodayProposedAndTheDifference() {
    new WhatIfText(terminal(100))
        .show(
            json(
                "{'number':'+4471','today':{'outcome':'routed','servingIsp':'beta','gateways':["
                    + "{'gateway':'beta/gw1','uri':'sip:+4471@a'}],'validUntil':'U1','steps':[]},"
                    + "'proposed':{'outcome':'refused-by-rule','servingIsp':'beta','refusedBy':"
                    + "'beta','rule':'closed','sipCode':480,'reason':'we sleep','validUntil':'U2',"
                    + "'steps':[{'step':'rule','finding':'rule closed holds'}]},'changed':true,"
                    + "'differences':[{'what':'outcome','today':'routed','proposed':"
                    + "'refused-by-rule'},{'what':'gateway-removed','gateway':'beta/gw1'},"
                    + "{'what':'gateway-dropped','gateway':'beta/gw2','proposed':'down'}]}"));
    assertThat(bytes.toString(UTF_8))
        .isEqualTo(
            """
            +4471 today
              outcome      routed to beta
              gateway      beta/gw1  sip:+4471@a
              until        U1
            +4471 as proposed
              outcome      refused-by-rule to beta by beta, rule closed, SIP 480 we sleep
              until        U2
              rule         rule closed holds
            Difference
              outcome      routed -> refused-by-rule
              gateway-removed beta/gw1
              gateway-dropped beta/gw2: nothing -> down
            """);
  }
}
