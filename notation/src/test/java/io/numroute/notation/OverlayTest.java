package io.numroute.notation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.numroute.routing.Actor;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.GatewayId;
import io.numroute.routing.GatewayStates;
import io.numroute.routing.IspId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Overlays, and the reports of gateways' states that they share words with. */
class OverlayTest {
  private static final GatewayId GW1 = new GatewayId(new IspId("acme"), "gw1");

  @Test
  void readsChangesAndStatesInOrder() throws Exception {
    Overlay overlay =
        overlay(
            "{'changes':[{'gateway':{'isp':'acme','name':'gw1','delete':true}},"
                + "{'gatewayState':{'isp':'acme','name':'gw1','state':'down'}},"
                + "{'gatewayState':{'isp':'acme','name':'gw1','state':'up'}}]}");
    assertThat(overlay.lines())
        .containsExactly(
            new Overlay.Proposed(Change.of(new DirectoryCommand.DeleteGateway(GW1))),
            new Overlay.Observed(GW1, false),
            new Overlay.Observed(GW1, true));
    assertThat(Overlay.pointer(2)).isEqualTo("/changes/2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad-json|''|",
        "missing-field|/changes|{}",
        "bad-value|/changes|{'changes':{}}",
        "unknown-field|/change|{'changes':[],'change':1}",
        "bad-value|/changes/0|{'changes':['x']}",
        "missing-field|/changes/0|{'changes':[{}]}",
        "unknown-field|/changes/0/isps|{'changes':[{'isps':{}}]}",
        "bad-value|/changes/1/profile/rules/0/targets|{'changes':[{'isp':{'id':'a','delete':true}},{'profile':{'isp':'a','name':'p','rules':[{'name':'n','targets':[]}]}}]}",
        "bad-value|/changes/0/gatewayState|{'changes':[{'gatewayState':'down'}]}",
        "missing-field|/changes/0/gatewayState/state|{'changes':[{'gatewayState':{'isp':'acme','name':'gw1'}}]}",
        "bad-value|/changes/0/gatewayState/state|{'changes':[{'gatewayState':{'isp':'acme','name':'gw1','state':'DOWN'}}]}",
        "unknown-field|/changes/0/isp|{'changes':[{'gatewayState':{'isp':'acme','name':'gw1','state':'up'},'isp':{}}]}",
        "unknown-field|/changes/0/gatewayState/expiresInSeconds|{'changes':[{'gatewayState':{'isp':'acme','name':'gw1','state':'up','expiresInSeconds':3}}]}",
      })
  void namesThePlaceOfAFault(String code, String pointer, String text) {
    BadDocumentException fault =
        catchThrowableOfType(BadDocumentException.class, () -> overlay(text == null ? "" : text));
    assertThat(fault).as(text).isNotNull();
    assertThat(fault.code() + " " + fault.pointer()).isEqualTo(code + " " + pointer);
  }

  @Test
  void tenMegabytesAreNotRead() {
    byte[] bytes = new byte[10 << 20];
    assertThat(
            catchThrowableOfType(BadDocumentException.class, () -> Overlay.parse(bytes)).detail())
        .isEqualTo("an overlay has at most 64 KiB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "accepted|{'state':'up','expiresInSeconds':1}",
        "accepted|{'state':'down','expiresInSeconds':3600}",
        "missing-field /expiresInSeconds|{'state':'down'}",
        "bad-value /expiresInSeconds|{'state':'down','expiresInSeconds':0}",
        "bad-value /expiresInSeconds|{'state':'down','expiresInSeconds':3601}",
        "bad-value /expiresInSeconds|{'state':'down','expiresInSeconds':'30'}",
        "missing-field /state|{'expiresInSeconds':30}",
        "bad-value /state|{'state':true,'expiresInSeconds':30}",
        "unknown-field /by|{'state':'up','expiresInSeconds':30,'by':'me'}",
      })
  void readsAReportOfAState(String expected, String text) {
    BadDocumentException fault =
        catchThrowableOfType(
            BadDocumentException.class,
            () -> {
              byte[] bytes = text.replace('\'', '"').getBytes(UTF_8);
              GatewayStateDocument.read(new Fields(StrictJson.parse(bytes, 0, bytes.length), ""));
            });
    assertThat(fault == null ? "accepted" : fault.code() + " " + fault.pointer())
        .as(text)
        .isEqualTo(expected);
  }

  @Test
  void tellsWhatIsObserved() {
    assertThat(GatewayStateDocument.write(GW1, null, 0).toString())
        .isEqualTo("{\"gateway\":\"acme/gw1\",\"state\":\"up\",\"flaps\":0}");
    GatewayStates states =
        GatewayStates.none()
            .with(
                new GatewayStates.Report(
                    GW1, false, 61_000, Actor.isp(new IspId("acme")), 7, 1_000));
    assertThat(GatewayStateDocument.write(GW1, states.of(GW1), 2_000).toString())
        .isEqualTo(
            "{\"gateway\":\"acme/gw1\",\"state\":\"down\",\"since\":\"1970-01-01T00:00:01Z\","
                + "\"until\":\"1970-01-01T00:01:01Z\",\"flaps\":1,\"reportedBy\":\"isp:acme\"}");
    assertThat(GatewayStateDocument.write(GW1, states.of(GW1), 61_000).toString())
        .isEqualTo(
            "{\"gateway\":\"acme/gw1\",\"state\":\"up\",\"since\":\"1970-01-01T00:01:01Z\","
                + "\"flaps\":1,\"reportedBy\":\"isp:acme\"}");
  }

  private static Overlay overlay(String text) throws BadDocumentException {
    return Overlay.parse(text.replace('\'', '"').getBytes(UTF_8));
  }
}
