package io.numroute.notation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.numroute.routing.Actor;
import io.numroute.routing.Directory;
import io.numroute.routing.IspId;
import io.numroute.routing.Origin;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryDocumentTest {
  @Test
  void isWhatAnIspOwnsInOrderAndNothingElse() throws Exception {
    Directory directory =
        directory(
            "{'isp':{'id':'acme','name':'Acme'}}",
            "{'isp':{'id':'beta','name':'Beta'}}",
            "{'gateway':{'isp':'acme','name':'gw2','host':'192.0.2.2','media':['voice']}}",
            "{'gateway':{'isp':'acme','name':'gw1','host':'192.0.2.1','transport':'tls'}}",
            "{'gateway':{'isp':'beta','name':'gw1','host':'192.0.2.3'}}",
            "{'profile':{'isp':'acme','name':'day','rules':[{'name':'all','targets':"
                + "[{'gateway':'acme/gw1','weight':1,'tier':0}]}]}}",
            "{'isp':{'id':'acme','name':'Acme','defaultProfile':'day'}}",
            "{'block':{'prefix':'4472','holder':'acme','profile':'day'}}",
            "{'block':{'prefix':'4471','holder':'acme','totalLength':12}}",
            "{'block':{'prefix':'447106','holder':'beta'}}",
            "{'agreement':{'isp':'acme','grants':[{'to':'beta','gateways':['gw2','gw1']}]}}");
    assertThat(text(of(directory, "acme", 0)))
        .isEqualTo(
            ("{'isp':{'id':'acme','name':'Acme','defaultProfile':'day'},"
                    + "'gateways':{'gw1':{'host':'192.0.2.1','transport':'tls'},"
                    + "'gw2':{'host':'192.0.2.2'}},"
                    + "'profiles':{'day':{'rules':[{'name':'all','targets':[{'gateway':'gw1'}]}]}},"
                    + "'blocks':{'4471':{'totalLength':12},'4472':{'profile':'day'}},"
                    + "'agreement':{'reaches':[],'accepts':[],"
                    + "'grants':[{'to':'beta','gateways':['gw1','gw2']}]}}")
                .replace('\'', '"'));
  }

  @Test
  void aBlockThatPassesOn_isInTheDocumentOfWhoHoldsIt() throws Exception {
    Directory directory =
        directory(
            "{'isp':{'id':'acme','name':'A'}}",
            "{'isp':{'id':'beta','name':'B'}}",
            "{'block':{'prefix':'44','holder':'acme','totalLength':12,"
                + "'successor':{'from':'2027-01-01T00:00:00Z','holder':'acme','totalLength':13}}}",
            "{'block':{'prefix':'4471','holder':'acme',"
                + "'successor':{'from':'2027-01-01T00:00:00Z','holder':'beta'}}}");
    long fromMs = 1_798_761_600_000L;
    DirectoryDocument before = of(directory, "acme", fromMs - 1);
    assertThat(text(before))
        .contains(
            "\"blocks\":{\"44\":{\"totalLength\":12,\"successor\":"
                + "{\"from\":\"2027-01-01T00:00:00Z\",\"holder\":\"acme\",\"totalLength\":13}},"
                + "\"4471\":{\"successor\":"
                + "{\"from\":\"2027-01-01T00:00:00Z\",\"holder\":\"beta\"}}}");
    assertThat(text(of(directory, "beta", fromMs - 1))).contains("\"blocks\":{}");
    DirectoryDocument after = of(directory, "acme", fromMs);
    assertThat(text(after)).contains("\"blocks\":{\"44\":{\"totalLength\":13}}");
    assertThat(text(of(directory, "beta", fromMs))).contains("\"blocks\":{\"4471\":{}}");
    assertThat(before.at(fromMs - 1)).isEqualTo(before);
    assertThat(before.at(fromMs)).as("as it was written earlier").isEqualTo(after);
  }

  private static DirectoryDocument of(Directory directory, String isp, long nowMs) {
    Directory.Member member = requireNonNull(directory.member(new IspId(isp)));
    return DirectoryDocument.of(directory, member, nowMs);
  }

  private static String text(DirectoryDocument document) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    document.write(out);
    return out.toString(UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing-field|/isp|{}",
        "missing-field|/isp/id|{'isp':{'name':'A'}}",
        "unknown-field|/isp/version|{'isp':{'id':'a','name':'A','version':1}}",
        "unknown-field|/numbers|{'isp':{'id':'a','name':'A'},'numbers':{}}",
        "bad-value|/gateways|{'isp':{'id':'a','name':'A'},'gateways':[]}",
        "bad-value|/gateways/G|{'isp':{'id':'a','name':'A'},'gateways':{'G':{}}}",
        "bad-value|/gateways/g~1h|{'isp':{'id':'a','name':'A'},'gateways':{'g/h':{}}}",
        "bad-value|/gateways/g|{'isp':{'id':'a','name':'A'},'gateways':{'g':null}}",
        "missing-field|/gateways/g/host|{'isp':{'id':'a','name':'A'},'gateways':{'g':{}}}",
        "missing-field|/profiles/p/rules/0/targets|{'isp':{'id':'a','name':'A'},'profiles':{'p':{'rules':[{'name':'n'}]}}}",
        "bad-value|/blocks/+44|{'isp':{'id':'a','name':'A'},'blocks':{'+44':{}}}",
        "unknown-field|/blocks/44/holder|{'isp':{'id':'a','name':'A'},'blocks':{'44':{'holder':'b'}}}",
        "bad-json|/blocks/44|{'isp':{'id':'a','name':'A'},'blocks':{'44':{},'44':{}}}",
        "missing-field|/agreement/grants/0/to|{'isp':{'id':'a','name':'A'},'agreement':{'grants':[{}]}}",
      })
  void namesThePlaceOfAFault(String code, String pointer, String text) {
    BadDocumentException fault =
        catchThrowableOfType(
            BadDocumentException.class,
            () -> {
              byte[] bytes = text.replace('\'', '"').getBytes(UTF_8);
              DirectoryDocument.read(StrictJson.parse(bytes, 0, bytes.length));
            });
    assertThat(fault).as(text).isNotNull();
    assertThat(fault.code() + " " + fault.pointer()).isEqualTo(code + " " + pointer);
  }

  private static Directory directory(String... lines) throws BadDocumentException {
    Directory directory = Directory.empty();
    for (int i = 0; i < lines.length; i++) {
      byte[] line = lines[i].replace('\'', '"').getBytes(UTF_8);
      Change change = ImportLine.parse(line, 0, line.length);
      Directory.Applied applied =
          directory.apply(
              new Origin(i, Actor.AUTHORITY, 0), ((Change.OfDirectory) change).command());
      assertThat(applied.verdict().accepted()).as(lines[i]).isTrue();
      directory = applied.directory();
    }
    return directory;
  }
}
