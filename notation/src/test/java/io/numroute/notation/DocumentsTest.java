package io.numroute.notation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.numroute.routing.AdminState;
import io.numroute.routing.Block;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.Gateway;
import io.numroute.routing.IspId;
import io.numroute.routing.IspState;
import io.numroute.routing.Media;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Prefix;
import io.numroute.routing.ProfileId;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Transport;
import io.numroute.routing.Validity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentsTest {
  @Test
  void readsAnIsp() throws Exception {
    DirectoryCommand.PutIsp put =
        (DirectoryCommand.PutIsp)
            directory(
                "{'isp':{'id':'acme','name':'Acme','state':'suspended','defaultCountry':'GB'}}");
    assertThat(put.isp().state()).isEqualTo(IspState.SUSPENDED);
    assertThat(put.isp().name()).isEqualTo("Acme");
    assertThat(put.isp().defaultCountry()).isEqualTo("GB");
  }

  @Test
  void readsAGatewayWithEverything() throws Exception {
    Gateway gateway =
        gateway(
            "{'gateway':{'isp':'acme','name':'gw1','host':'gw1.example','port':5061,"
                + "'transport':'tls','media':['voice','fax'],'state':'draining','strip':2,"
                + "'prepend':'99','timeoutMs':2500,'rerouteCauses':[503,486],"
                + "'attributes':{'site':'LON/1'},'validFrom':'2026-11-22T10:00:00Z',"
                + "'validUntil':'2026-11-22T12:00:00+01:00'}}");
    assertThat(gateway.id().toString()).isEqualTo("acme/gw1");
    assertThat(gateway.transport()).isEqualTo(Transport.TLS);
    assertThat(gateway.media()).containsExactly(Media.VOICE, Media.FAX);
    assertThat(gateway.state()).isEqualTo(AdminState.DRAINING);
    assertThat(gateway.timeoutMs()).isEqualTo(2500);
    assertThat(gateway.rerouteCauses()).containsExactly(503, 486);
    assertThat(gateway.attributes()).containsEntry("site", "LON/1");
    assertThat(gateway.validity().untilMs() - gateway.validity().fromMs()).isEqualTo(3_600_000);
  }

  @Test
  void aGatewayIsAHostAndDefaults() throws Exception {
    Gateway gateway = gateway("{'gateway':{'isp':'acme','name':'gw1','host':'2001:db8::1'}}");
    assertThat(gateway.port()).isEqualTo(5060);
    assertThat(gateway.transport()).isEqualTo(Transport.UDP);
    assertThat(gateway.media()).containsExactly(Media.VOICE);
    assertThat(gateway.validity()).isEqualTo(Validity.ALWAYS);
  }

  @Test
  void readsANumber() throws Exception {
    NumberCommand.Assign assign =
        (NumberCommand.Assign)
            number(
                "{'number':{'number':'+447106123456','servingIsp':'acme',"
                    + "'service':'calling-card','profile':'night','routingNumber':'+44555'}}");
    NumberAssignment assignment = assign.assignment();
    assertThat(assignment.service()).isEqualTo(ServiceOperation.CALLING_CARD);
    assertThat(assignment.routingNumber()).isEqualTo(PhoneNumber.parse("+44555"));
    assertThat(assignment.profile()).isEqualTo("night");
  }

  @Test
  void readsDeletes() throws Exception {
    assertThat(directory("{'isp':{'id':'acme','delete':true}}"))
        .isInstanceOf(DirectoryCommand.DeleteIsp.class);
    assertThat(directory("{'gateway':{'isp':'acme','name':'gw1','delete':true}}").entity())
        .isEqualTo("gateway/acme/gw1");
    assertThat(directory("{'block':{'prefix':'4471','delete':true}}"))
        .isInstanceOf(DirectoryCommand.DeleteBlock.class);
    assertThat(number("{'number':{'number':'+4471','delete':true}}"))
        .isInstanceOf(NumberCommand.Withdraw.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bad-json|''|",
        "bad-json|''|[]",
        "bad-json|''|17",
        "bad-json|''|{'isp':",
        "bad-json|''|{'isp':{'id':'acme'}} {}",
        "bad-json|/isp/id|{'isp':{'id':'acme','id':'acme','name':'A'}}",
        "bad-json|/isp/a|{'isp':{'a':1,'a':{'b':2}}}",
        "bad-json|''|{'isp':{'id':'acme','name':NaN}}",
        "missing-field|''|{}",
        "unknown-field|/ips|{'ips':{}}",
        "unknown-field|/isp|{'isp':{'id':'acme','name':'A'},'block':{'prefix':'4'}}",
        "bad-value|/isp|{'isp':[]}",
        "missing-field|/isp/id|{'isp':{'name':'A'}}",
        "bad-value|/isp/id|{'isp':{'id':'ACME','name':'A'}}",
        "missing-field|/isp/name|{'isp':{'id':'acme'}}",
        "missing-field|/isp/name|{'isp':{'id':'acme','name':null}}",
        "bad-value|/isp/name|{'isp':{'id':'acme','name':' '}}",
        "bad-value|/isp/name|{'isp':{'id':'acme','name':7}}",
        "bad-value|/isp/name|{'isp':{'id':'acme','name':'\\ud800'}}",
        "bad-value|/isp/state|{'isp':{'id':'acme','name':'A','state':'ACTIVE'}}",
        "bad-value|/isp/defaultCountry|{'isp':{'id':'acme','name':'A','defaultCountry':'gb'}}",
        "unknown-field|/isp/contact|{'isp':{'id':'acme','name':'A','contact':'x'}}",
        "unknown-field|/isp/a~1b~0c|{'isp':{'id':'acme','name':'A','a/b~c':'x'}}",
        "unknown-field|/isp/name|{'isp':{'id':'acme','name':'A','delete':true}}",
        "bad-value|/isp/delete|{'isp':{'id':'acme','delete':'yes'}}",
        "missing-field|/gateway/host|{'gateway':{'isp':'a','name':'g'}}",
        "bad-value|/gateway/host|{'gateway':{'isp':'a','name':'g','host':'two words'}}",
        "bad-value|/gateway/port|{'gateway':{'isp':'a','name':'g','host':'h','port':0}}",
        "bad-value|/gateway/port|{'gateway':{'isp':'a','name':'g','host':'h','port':1e999999999}}",
        "bad-value|/gateway/port|{'gateway':{'isp':'a','name':'g','host':'h','port':5060.5}}",
        "bad-value|/gateway/media/1|{'gateway':{'isp':'a','name':'g','host':'h','media':['voice','smell']}}",
        "bad-value|/gateway/media|{'gateway':{'isp':'a','name':'g','host':'h','media':[]}}",
        "bad-value|/gateway/rerouteCauses/0|{'gateway':{'isp':'a','name':'g','host':'h','rerouteCauses':[200]}}",
        "bad-value|/gateway/attributes/k|{'gateway':{'isp':'a','name':'g','host':'h','attributes':{'k':1}}}",
        "bad-value|/gateway/prepend|{'gateway':{'isp':'a','name':'g','host':'h','prepend':'+1'}}",
        "bad-value|/gateway/timeoutMs|{'gateway':{'isp':'a','name':'g','host':'h','timeoutMs':0}}",
        "bad-value|/gateway/validFrom|{'gateway':{'isp':'a','name':'g','host':'h','validFrom':'today'}}",
        "bad-value|/gateway/validUntil|{'gateway':{'isp':'a','name':'g','host':'h','validFrom':'2026-01-01T00:00:00Z','validUntil':'2026-01-01T00:00:00Z'}}",
        "bad-value|/block/prefix|{'block':{'prefix':'+44','holder':'a'}}",
        "bad-value|/block/totalLength|{'block':{'prefix':'4471','holder':'a','totalLength':3}}",
        "missing-field|/block/holder|{'block':{'prefix':'4471'}}",
        "bad-value|/number/number|{'number':{'number':'44x','servingIsp':'a'}}",
        "bad-value|/number/number|{'number':{'number':'+4471061234567890','servingIsp':'a'}}",
        "missing-field|/number/servingIsp|{'number':{'number':'+44'}}",
        "bad-value|/number/service|{'number':{'number':'+44','servingIsp':'a','service':'pizza'}}",
        "bad-value|/number/routingNumber|{'number':{'number':'+44','servingIsp':'a','routingNumber':'44'}}",
        "bad-value|/number/profile|{'number':{'number':'+44','servingIsp':'a','profile':'P'}}",
        "bad-value|/number/successor|{'number':{'number':'+44','servingIsp':'a','successor':[]}}",
        "missing-field|/number/successor/from|{'number':{'number':'+44','servingIsp':'a','successor':{'servingIsp':'b'}}}",
        "missing-field|/number/successor/servingIsp|{'number':{'number':'+44','servingIsp':'a','successor':{'from':'2027-01-01T00:00:00Z'}}}",
        "bad-value|/number/successor/from|{'number':{'number':'+44','servingIsp':'a','validFrom':'2027-01-01T00:00:00Z','successor':{'from':'2027-01-01T00:00:00Z','servingIsp':'b'}}}",
        "bad-value|/number/successor/validUntil|{'number':{'number':'+44','servingIsp':'a','successor':{'from':'2027-01-01T00:00:00Z','servingIsp':'b','validUntil':'2027-01-01T00:00:00Z'}}}",
        "unknown-field|/number/successor/successor|{'number':{'number':'+44','servingIsp':'a','successor':{'from':'2027-01-01T00:00:00Z','servingIsp':'b','successor':{}}}}",
        "bad-value|/block/profile|{'block':{'prefix':'4471','holder':'a','profile':'P'}}",
        "bad-value|/block/successor|{'block':{'prefix':'4471','holder':'a','successor':'b'}}",
        "missing-field|/block/successor/from|{'block':{'prefix':'4471','holder':'a','successor':{'holder':'b'}}}",
        "bad-value|/block/successor/from|{'block':{'prefix':'4471','holder':'a','successor':{'from':'2027','holder':'b'}}}",
        "bad-value|/block/successor/from|{'block':{'prefix':'4471','holder':'a','validFrom':'2027-01-01T00:00:00Z','successor':{'from':'2027-01-01T00:00:00Z','holder':'b'}}}",
        "missing-field|/block/successor/holder|{'block':{'prefix':'4471','holder':'a','successor':{'from':'2027-01-01T00:00:00Z'}}}",
        "bad-value|/block/successor/totalLength|{'block':{'prefix':'4471','holder':'a','successor':{'from':'2027-01-01T00:00:00Z','holder':'b','totalLength':3}}}",
        "bad-value|/block/successor/profile|{'block':{'prefix':'4471','holder':'a','successor':{'from':'2027-01-01T00:00:00Z','holder':'b','profile':'P'}}}",
        "bad-value|/block/successor/validUntil|{'block':{'prefix':'4471','holder':'a','successor':{'from':'2027-01-01T00:00:00Z','holder':'b','validUntil':'2027-01-01T00:00:00Z'}}}",
        "unknown-field|/block/successor/prefix|{'block':{'prefix':'4471','holder':'a','successor':{'from':'2027-01-01T00:00:00Z','holder':'b','prefix':'4472'}}}",
        "unknown-field|/block/successor/successor|{'block':{'prefix':'4471','holder':'a','successor':{'from':'2027-01-01T00:00:00Z','holder':'b','successor':{}}}}",
        "bad-value|/isp/defaultProfile|{'isp':{'id':'acme','name':'A','defaultProfile':'night shift'}}",
      })
  void namesThePlaceOfAFault(String code, String pointer, String line) {
    BadDocumentException fault =
        catchThrowableOfType(BadDocumentException.class, () -> parse(line == null ? "" : line));
    assertThat(fault).as(line).isNotNull();
    assertThat(fault.code() + " " + fault.pointer()).isEqualTo(code + " " + pointer);
  }

  @Test
  void readsASuccessor() throws Exception {
    NumberCommand.Assign assign =
        (NumberCommand.Assign)
            number(
                "{'number':{'number':'+447106123456','servingIsp':'acme','successor':"
                    + "{'from':'2027-01-01T00:00:00Z','servingIsp':'beta','service':'reservation',"
                    + "'profile':'day','routingNumber':'+44555','validUntil':'2028-01-01T00:00:00Z'}}}");
    NumberAssignment.Successor successor = requireNonNull(assign.assignment().successor());
    assertThat(successor.fromMs()).isEqualTo(1_798_761_600_000L);
    assertThat(successor.assignment())
        .isEqualTo(
            new NumberAssignment(
                new IspId("beta"),
                ServiceOperation.RESERVATION,
                "day",
                PhoneNumber.parse("+44555"),
                new Validity(Long.MIN_VALUE, 1_830_297_600_000L)));
  }

  @Test
  void readsASuccessorOfABlock() throws Exception {
    DirectoryCommand.PutBlock put =
        (DirectoryCommand.PutBlock)
            directory(
                "{'block':{'prefix':'4471','holder':'acme','totalLength':12,'successor':"
                    + "{'from':'2027-01-01T00:00:00Z','holder':'beta','totalLength':13,"
                    + "'profile':'day','validFrom':'2027-01-02T00:00:00Z',"
                    + "'validUntil':'2028-01-01T00:00:00Z'}}}");
    Prefix prefix = Prefix.parse("4471");
    Block next =
        new Block(
            prefix,
            13,
            new IspId("beta"),
            "day",
            new Validity(1_798_848_000_000L, 1_830_297_600_000L));
    assertThat(put.block())
        .isEqualTo(
            new Block(
                prefix,
                12,
                new IspId("acme"),
                null,
                Validity.ALWAYS,
                new Block.Successor(1_798_761_600_000L, next)));
  }

  @Test
  void readsProfilesAndAgreements() throws Exception {
    assertThat(directory("{'profile':{'isp':'acme','name':'night','rules':[]}}").entity())
        .isEqualTo("profile/acme/night");
    assertThat(directory("{'profile':{'isp':'acme','name':'night','delete':true}}"))
        .isEqualTo(new DirectoryCommand.DeleteProfile(new ProfileId(new IspId("acme"), "night")));
    assertThat(directory("{'agreement':{'isp':'acme','grants':[{'to':'beta'}]}}").entity())
        .isEqualTo("agreement/acme");
    assertThat(directory("{'agreement':{'isp':'acme','delete':true}}"))
        .isEqualTo(new DirectoryCommand.DeleteAgreement(new IspId("acme")));
  }

  @Test
  void textAndDepthAreBounded() {
    assertThat(
            catchThrowableOfType(
                    BadDocumentException.class,
                    () -> parse("{'a':" + "[".repeat(50_000) + "]".repeat(50_000) + "}"))
                .detail())
        .contains("too deep");
    String name = "x".repeat(2000);
    assertThat(
            catchThrowableOfType(
                    BadDocumentException.class,
                    () -> parse("{'isp':{'id':'acme','name':'" + name + "'}}"))
                .detail())
        .contains("too long");
  }

  private static Change parse(String line) throws BadDocumentException {
    byte[] bytes = line.replace('\'', '"').getBytes(UTF_8);
    return ImportLine.parse(bytes, 0, bytes.length);
  }

  private static DirectoryCommand directory(String line) throws BadDocumentException {
    return ((Change.OfDirectory) parse(line)).command();
  }

  private static NumberCommand number(String line) throws BadDocumentException {
    return ((Change.OfNumber) parse(line)).command();
  }

  private static Gateway gateway(String line) throws BadDocumentException {
    return ((DirectoryCommand.PutGateway) directory(line)).gateway();
  }
}
