package io.numroute.notation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.numroute.routing.Agreement;
import io.numroute.routing.IspId;
import io.numroute.routing.Prefix;
import io.numroute.routing.PrefixSet;
import io.numroute.routing.Validity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgreementDocumentTest {
  private static final IspId ACME = new IspId("acme");

  @Test
  void readsAnAgreementWithEverything() throws Exception {
    assertThat(
            agreement(
                "{'reaches':[{'permit':false,'isps':['x'],'prefixes':['44']}],"
                    + "'accepts':[{'permit':true}],"
                    + "'grants':[{'to':'beta','gateways':['gw1'],"
                    + "'validFrom':'1970-01-01T00:00:01Z'},{'to':'gamma'}]}"))
        .isEqualTo(
            new Agreement(
                ACME,
                List.of(
                    new Agreement.Permission(
                        false, Set.of(new IspId("x")), PrefixSet.of(List.of(Prefix.parse("44"))))),
                List.of(new Agreement.Permission(true, Set.of(), PrefixSet.EMPTY)),
                List.of(
                    new Agreement.Grant(
                        new IspId("beta"), Set.of("gw1"), new Validity(1000, Long.MAX_VALUE)),
                    new Agreement.Grant(new IspId("gamma"), Set.of(), Validity.ALWAYS))));
  }

  @Test
  void everythingMayBeLeftOut() throws Exception {
    assertThat(agreement("{}")).isEqualTo(new Agreement(ACME, List.of(), List.of(), List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "unknown-field|/reach|{'reach':[]}",
        "bad-value|/reaches|{'reaches':{}}",
        "bad-value|/reaches/0|{'reaches':[true]}",
        "missing-field|/reaches/0/permit|{'reaches':[{'isps':['x']}]}",
        "missing-field|/accepts/0/permit|{'accepts':[{'permit':null}]}",
        "bad-value|/accepts/0/permit|{'accepts':[{'permit':'no'}]}",
        "bad-value|/accepts/0/isps|{'accepts':[{'permit':false,'isps':[]}]}",
        "bad-value|/accepts/0/isps|{'accepts':[{'permit':false,'isps':null}]}",
        "bad-value|/accepts/0/isps/1|{'accepts':[{'permit':false,'isps':['x','X']}]}",
        "bad-value|/accepts/0/prefixes/0|{'accepts':[{'permit':false,'prefixes':['+44']}]}",
        "unknown-field|/accepts/0/prefix|{'accepts':[{'permit':false,'prefix':'44'}]}",
        "missing-field|/grants/0/to|{'grants':[{}]}",
        "bad-value|/grants/0/to|{'grants':[{'to':''}]}",
        "bad-value|/grants/0/gateways|{'grants':[{'to':'beta','gateways':[]}]}",
        "bad-value|/grants/0/gateways/0|{'grants':[{'to':'beta','gateways':['acme/gw1']}]}",
        "bad-value|/grants/0/validUntil|{'grants':[{'to':'beta','validFrom':'2026-01-01T00:00:00Z','validUntil':'2025-01-01T00:00:00Z'}]}",
      })
  void namesThePlaceOfAFault(String code, String pointer, String text) {
    assertThat(fault(text)).as(text).isEqualTo(code + " " + pointer);
  }

  @Test
  void countsAreBounded() {
    String entry = "{'permit':true}";
    assertThat(fault("{'reaches':[" + (entry + ",").repeat(999) + entry + "]}"))
        .isEqualTo("accepted");
    assertThat(fault("{'reaches':[" + (entry + ",").repeat(1000) + entry + "]}"))
        .isEqualTo("bad-value /reaches");
  }

  private static String fault(String text) {
    BadDocumentException fault =
        catchThrowableOfType(BadDocumentException.class, () -> agreement(text));
    return fault == null ? "accepted" : fault.code() + " " + fault.pointer();
  }

  private static Agreement agreement(String text) throws BadDocumentException {
    byte[] bytes = text.replace('\'', '"').getBytes(UTF_8);
    return AgreementDocument.read(ACME, new Fields(StrictJson.parse(bytes, 0, bytes.length), ""));
  }
}
