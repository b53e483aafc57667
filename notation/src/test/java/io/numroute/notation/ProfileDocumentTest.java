package io.numroute.notation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.Prefix;
import io.numroute.routing.ProfileId;
import io.numroute.routing.RoutingProfile;
import io.numroute.routing.Rule;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.time.TimeCondition;
import java.util.Collections;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileDocumentTest {
  private static final String TARGET = "'targets':[{'gateway':'gw1'}]";
  private static final String WINDOW =
      "{'zone':'Europe/London','start':'2026-01-05T09:00:00','end':'2026-01-05T17:30:00'}";

  @Test
  void readsARuleWithEverything() throws Exception {
    RoutingProfile profile =
        profile(
            "{'rules':[{'name':'office hours','when':{'zone':'Europe/London',"
                + "'start':'2026-01-05T09:00:00','end':'2026-01-05T17:30:00',"
                + "'rrule':'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR'},'askingIsps':['acme','beta'],"
                + "'media':['voice'],'prefixes':['4471'],'services':['reservation'],"
                + "'targets':[{'gateway':'gw1','tier':0,'weight':10},{'gateway':'beta/gw2'}],"
                + "'validFrom':'2026-01-01T00:00:00Z'}],'validUntil':'2030-01-01T00:00:00Z'}");
    Rule rule = profile.rules().get(0);
    assertThat(profile.id().toString()).isEqualTo("acme/office");
    assertThat(rule.name()).isEqualTo("office hours");
    assertThat(rule.when()).isInstanceOf(TimeCondition.In.class);
    assertThat(rule.calls().askingIsps()).containsExactlyInAnyOrder(isp("acme"), isp("beta"));
    assertThat(rule.calls().media()).containsExactly(Media.VOICE);
    assertThat(rule.calls().prefixes().prefixes()).containsExactly(Prefix.parse("4471"));
    assertThat(rule.calls().services()).containsExactly(ServiceOperation.RESERVATION);
    assertThat(((Rule.Offer) rule.action()).targets())
        .containsExactly(
            new Rule.Target(new GatewayId(isp("acme"), "gw1"), 0, 10),
            new Rule.Target(new GatewayId(isp("beta"), "gw2"), 0, 1));
    assertThat(rule.validity().fromMs()).isEqualTo(1_767_225_600_000L);
    assertThat(profile.validity().untilMs()).isEqualTo(1_893_456_000_000L);
  }

  @Test
  void readsARefusalAndCombinedTimes() throws Exception {
    Rule rule =
        rule(
            "{'name':'closed','when':{'not':{'any':[{'all':["
                + WINDOW
                + "]},"
                + WINDOW
                + "]}},"
                + "'refuse':{'sipCode':480,'reason':'closed'}}");
    assertThat(rule.action()).isEqualTo(new Rule.Refuse(480, "closed"));
    assertThat(requireNonNull(rule.when()).depth()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing-field|/rules|{}",
        "missing-field|/rules|{'rules':null}",
        "bad-value|/rules|{'rules':{}}",
        "bad-value|/rules/0|{'rules':['x']}",
        "bad-value|/rules/1|{'rules':[{'name':'n','targets':[{'gateway':'g'}]},null]}",
        "unknown-field|/profiles|{'rules':[],'profiles':[]}",
        "bad-value|/validUntil|{'rules':[],'validFrom':'2026-01-01T00:00:00Z','validUntil':'2026-01-01T00:00:00Z'}",
        "bad-json|/rules|{'rules':[],'rules':[]}",
      })
  void namesThePlaceOfAFault(String code, String pointer, String text) {
    assertThat(fault(text)).as(text).isEqualTo(code + " " + pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing-field|/name|{'x':1}",
        "bad-value|/name|{'name':' ',TARGET}",
        "unknown-field|/target|{'name':'n','target':'gw1',TARGET}",
        "missing-field|/targets|{'name':'n'}",
        "missing-field|/targets|{'name':'n','targets':null}",
        "bad-value|/targets|{'name':'n','targets':[]}",
        "bad-value|/targets|{'name':'n','targets':'gw1'}",
        "bad-value|/targets/0|{'name':'n','targets':['gw1']}",
        "missing-field|/targets/0/gateway|{'name':'n','targets':[{}]}",
        "bad-value|/targets/0/gateway|{'name':'n','targets':[{'gateway':''}]}",
        "bad-value|/targets/0/gateway|{'name':'n','targets':[{'gateway':'GW'}]}",
        "bad-value|/targets/0/gateway|{'name':'n','targets':[{'gateway':'a/b/c'}]}",
        "bad-value|/targets/0/gateway|{'name':'n','targets':[{'gateway':'/b'}]}",
        "bad-value|/targets/1/gateway|{'name':'n','targets':[{'gateway':'g'},{'gateway':'acme/g'}]}",
        "bad-value|/targets/0/weight|{'name':'n','targets':[{'gateway':'g','weight':9999999999}]}",
        "bad-value|/targets/0/weight|{'name':'n','targets':[{'gateway':'g','weight':65536}]}",
        "bad-value|/targets/0/weight|{'name':'n','targets':[{'gateway':'g','weight':-1}]}",
        "bad-value|/targets/0/weight|{'name':'n','targets':[{'gateway':'g','weight':1.5}]}",
        "bad-value|/targets/0/weight|{'name':'n','targets':[{'gateway':'g','weight':1e3}]}",
        "bad-value|/targets/0/weight|{'name':'n','targets':[{'gateway':'g','weight':'10'}]}",
        "bad-value|/targets/0/tier|{'name':'n','targets':[{'gateway':'g','tier':256}]}",
        "unknown-field|/targets/0/wieght|{'name':'n','targets':[{'gateway':'g','wieght':10}]}",
        "bad-value|/refuse|{'name':'n','refuse':{'sipCode':480,'reason':'no'},TARGET}",
        "missing-field|/refuse/sipCode|{'name':'n','refuse':{'reason':'no'}}",
        "bad-value|/refuse/sipCode|{'name':'n','refuse':{'sipCode':200,'reason':'no'}}",
        "missing-field|/refuse/reason|{'name':'n','refuse':{'sipCode':480}}",
        "bad-value|/refuse/reason|{'name':'n','refuse':{'sipCode':480,'reason':' '}}",
        "unknown-field|/refuse/code|{'name':'n','refuse':{'sipCode':480,'reason':'no','code':1}}",
        "bad-value|/askingIsps|{'name':'n','askingIsps':[],TARGET}",
        "bad-value|/askingIsps|{'name':'n','askingIsps':null,TARGET}",
        "bad-value|/askingIsps|{'name':'n','askingIsps':'beta',TARGET}",
        "bad-value|/askingIsps/0|{'name':'n','askingIsps':['BETA'],TARGET}",
        "bad-value|/askingIsps/1|{'name':'n','askingIsps':['beta','beta'],TARGET}",
        "bad-value|/media|{'name':'n','media':[],TARGET}",
        "bad-value|/media/0|{'name':'n','media':['smell'],TARGET}",
        "bad-value|/prefixes/0|{'name':'n','prefixes':['+44'],TARGET}",
        "bad-value|/prefixes/0|{'name':'n','prefixes':[44],TARGET}",
        "bad-value|/services/0|{'name':'n','services':['pizza'],TARGET}",
        "bad-value|/validFrom|{'name':'n','validFrom':'monday',TARGET}",
        "bad-value|/when|{'name':'n','when':null,TARGET}",
        "bad-value|/when|{'name':'n','when':[],TARGET}",
        "bad-value|/when|{'name':'n','when':'always',TARGET}",
      })
  void namesThePlaceInARule(String code, String pointer, String rule) {
    String text = "{'rules':[" + rule.replace("TARGET", TARGET) + "]}";
    assertThat(fault(text)).as(text).isEqualTo(code + " /rules/0" + pointer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "missing-field|/zone|{}",
        "missing-field|/start|{'zone':'Europe/London'}",
        "missing-field|/end|{'zone':'Europe/London','start':'2026-01-05T09:00:00'}",
        "bad-value|/zone|{'zone':'Europe/Atlantis','start':'2026-01-05T09:00:00','duration':'PT1H'}",
        "bad-value|/zone|{'zone':'+01:00','start':'2026-01-05T09:00:00','duration':'PT1H'}",
        "bad-value|/zone|{'zone':'','start':'2026-01-05T09:00:00','duration':'PT1H'}",
        "bad-value|/start|{'zone':'Europe/London','start':'2026-01-05T24:00:00','duration':'PT1H'}",
        "bad-value|/start|{'zone':'Europe/London','start':'2026-02-29T09:00:00','duration':'PT1H'}",
        "bad-value|/start|{'zone':'Europe/London','start':'2026-01-05T09:00:60','duration':'PT1H'}",
        "bad-value|/start|{'zone':'Europe/London','start':'2026-01-05T09:00:00.5','duration':'PT1H'}",
        "bad-value|/start|{'zone':'Europe/London','start':'2026-01-05T09:00:00Z','duration':'PT1H'}",
        "bad-value|/start|{'zone':'Europe/London','start':'2026-01-05','duration':'PT1H'}",
        "bad-value|/start|{'zone':'Europe/London','start':'1969-12-31T09:00:00','duration':'PT1H'}",
        "bad-value|/start|{'zone':'Europe/London','start':'+999999999-12-31T09:00:00','duration':'PT1H'}",
        "bad-value|/start|{'zone':'Europe/London','start':1767603600,'duration':'PT1H'}",
        "bad-value|/end|{'zone':'Europe/London','start':'2026-01-05T09:00:00','end':'2026-01-05T24:00:00'}",
        "bad-value|/end|{'zone':'Europe/London','start':'2026-01-05T09:00:00','end':'2026-01-05T09:00:00'}",
        "bad-value|/end|{'zone':'Europe/London','start':'2026-01-05T22:00:00','end':'2026-01-05T06:00:00'}",
        "bad-value|/end|{'zone':'Europe/London','start':'2026-01-05T09:00:00','end':'2027-01-07T09:00:00'}",
        "bad-value|/end|{'zone':'Europe/London','start':'2026-01-05T09:00:00','end':'+999999999-12-31T09:00:00'}",
        "bad-value|/duration|{'zone':'Europe/London','start':'2026-01-05T09:00:00','end':'2026-01-05T10:00:00','duration':'PT1H'}",
        "bad-value|/duration|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'8 hours'}",
        "bad-value|/duration|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'PT0S'}",
        "bad-value|/duration|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'-PT1H'}",
        "bad-value|/duration|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'P367D'}",
        "bad-value|/duration|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'P1Y'}",
        "bad-value|/rrule|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'PT1H','rrule':null}",
        "bad-value|/rrule|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'PT1H','rrule':''}",
        "bad-value|/rrule|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'PT1H','rrule':'every day'}",
        "bad-value|/rrule|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'PT1H','rrule':'FREQ=SECONDLY'}",
        "bad-value|/rrule|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'PT1H','rrule':'FREQ=DAILY;COUNT=1000000000'}",
        "bad-value|/rrule|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'PT1H','rrule':'FREQ=DAILY;UNTIL=20270101'}",
        "bad-value|/rrule|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'PT1H','rrule':'FREQ=WEEKLY;BYDAY=XX'}",
        "bad-value|/rrule|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'PT1H','rrule':'FREQ=DAILY;COUNT=99999999999'}",
        "bad-value|''|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'PT1H','rrule':'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30'}",
        "bad-value|''|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'PT1H','rrule':'FREQ=DAILY;UNTIL=20200101T000000Z'}",
        "bad-value|''|{'zone':'Europe/London','start':'2026-03-29T01:15:00','end':'2026-03-29T02:00:00'}",
        "unknown-field|/tz|{'zone':'Europe/London','start':'2026-01-05T09:00:00','duration':'PT1H','tz':'x'}",
        "unknown-field|/zone|{'all':[WINDOW],'zone':'Europe/London'}",
        "unknown-field|/any|{'all':[WINDOW],'any':[WINDOW]}",
        "bad-value|/all|{'all':[]}",
        "bad-value|/any|{'any':[]}",
        "bad-value|/any|{'any':WINDOW}",
        "bad-value|/not|{'not':[WINDOW]}",
        "bad-value|/all/1|{'all':[WINDOW,null]}",
        "missing-field|/all/1/any/0/not/zone|{'all':[WINDOW,{'any':[{'not':{}}]}]}",
      })
  void namesThePlaceInAWindow(String code, String pointer, String when) {
    assertThat(faultOfWhen(when.replace("WINDOW", WINDOW)))
        .as(when)
        .isEqualTo(code + " /rules/0/when" + pointer);
  }

  /** What RFC 5545, section 3.3.5, says: 01:15 of that night is read as 02:15 summer time. */
  @Test
  void aStartThatTheClockSkipsIsReadWithTheOffsetBefore() throws Exception {
    RoutingProfile profile =
        profile(
            withWhen("{'zone':'Europe/London','start':'2026-03-29T01:15:00','duration':'PT1H'}"));
    TimeCondition when = requireNonNull(profile.rules().get(0).when());
    long opens = 1_774_746_900_000L; // 2026-03-29T01:15:00Z
    assertThat(when.holds(opens - 1, change -> {})).isFalse();
    assertThat(when.holds(opens, change -> {})).isTrue();
    assertThat(when.holds(opens + 3_599_999, change -> {})).isTrue();
    assertThat(when.holds(opens + 3_600_000, change -> {})).isFalse();
  }

  @Test
  void tenThousandRulesAreTooMany() {
    String rule = "{'name':'n'," + TARGET + "}";
    assertThat(fault("{'rules':[" + times(10_000, rule) + "]}")).isEqualTo("bad-value /rules");
  }

  @Test
  void countsAreBoundedWithTheirPlace() {
    String targets =
        IntStream.range(0, 65).mapToObj(i -> "{'gateway':'g" + i + "'}").collect(comma());
    assertThat(fault("{'rules':[{'name':'n','targets':[" + targets + "]}]}"))
        .isEqualTo("bad-value /rules/0/targets");
    String isps = IntStream.range(0, 1001).mapToObj(i -> "'i" + i + "'").collect(comma());
    assertThat(fault("{'rules':[{'name':'n','askingIsps':[" + isps + "]," + TARGET + "}]}"))
        .isEqualTo("bad-value /rules/0/askingIsps");
    String prefixes = IntStream.range(1000, 2001).mapToObj(i -> "'" + i + "'").collect(comma());
    assertThat(fault("{'rules':[{'name':'n','prefixes':[" + prefixes + "]," + TARGET + "}]}"))
        .isEqualTo("bad-value /rules/0/prefixes");
    assertThat(faultOfWhen("{'any':[" + times(33, WINDOW) + "]}"))
        .isEqualTo("bad-value /rules/0/when/any");
    String seventeen = "{'all':[" + times(17, WINDOW) + "]}";
    assertThat(faultOfWhen("{'any':[" + seventeen + "," + seventeen + "]}"))
        .isEqualTo("bad-value /rules/0/when/any/1/all/15");
    assertThat(faultOfWhen("{'not':".repeat(8) + WINDOW + "}".repeat(8)))
        .isEqualTo("bad-value /rules/0/when" + "/not".repeat(8));
    assertThat(fault("{'rules':[{'name':'" + "n".repeat(101) + "'," + TARGET + "}]}"))
        .isEqualTo("bad-value /rules/0/name");
    assertThat(
            fault(
                "{'rules':[{'name':'n','refuse':{'sipCode':480,'reason':'"
                    + "n".repeat(101)
                    + "'}}]}"))
        .isEqualTo("bad-value /rules/0/refuse/reason");
  }

  /** A router computes them all ahead: 8,192 windows took it half a minute and a gigabyte. */
  @Test
  void theWorkOfAllWindowsTogetherIsBounded() {
    String hourly =
        "{'zone':'Asia/Tokyo','start':'2026-01-05T09:00:00','duration':'PT1M','rrule':"
            + "'FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23'}";
    String rule = "{'name':'n','when':" + hourly + "," + TARGET + "}";
    assertThat(fault("{'rules':[" + times(21, rule) + "]}")).isEqualTo("accepted");
    assertThat(fault("{'rules':[" + times(22, rule) + "]}")).isEqualTo("bad-value /rules/21/when");
  }

  @Test
  void allTargetsTogetherAreBounded() throws Exception {
    String targets =
        IntStream.range(0, 64).mapToObj(i -> "{'gateway':'g" + i + "'}").collect(comma());
    String full = "{'name':'n','targets':[" + targets + "]}";
    assertThat(profile("{'rules':[" + times(128, full) + "]}").rules()).hasSize(128);
    String one = "{'name':'n','targets':[{'gateway':'g'}]}";
    assertThat(fault("{'rules':[" + times(128, full) + "," + one + "]}"))
        .isEqualTo("bad-value /rules/128/targets");
  }

  @Test
  void whatIsAtTheBoundsIsRead() throws Exception {
    String rule = "{'name':'n','when':" + WINDOW + "," + TARGET + "}";
    assertThat(profile("{'rules':[" + times(256, rule) + "]}").rules()).hasSize(256);
    String deepest = "{'not':".repeat(7) + "{'any':[" + times(32, WINDOW) + "]}";
    assertThat(faultOfWhen(deepest + "}".repeat(7)))
        .isEqualTo("bad-value /rules/0/when" + "/not".repeat(7) + "/any/0");
    String deep = "{'not':".repeat(6) + "{'any':[" + times(32, WINDOW) + "]}" + "}".repeat(6);
    assertThat(
            requireNonNull(rule("{'name':'n','when':" + deep + "," + TARGET + "}").when()).depth())
        .isEqualTo(8);
  }

  /** Rules of recurrence that could make a reader work for long. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "FREQ=DAILY;UNTIL=99991231T235959Z",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=MINUTELY",
        "FREQ=YEARLY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29,30;BYDAY=2MO;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4,6,9,11",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=6",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;INTERVAL=1000;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11;BYMINUTE=0,30",
        "FREQ=YEARLY;BYSETPOS=366;BYDAY=MO,TU,WE,TH,FR,SA,SU"
      })
  @Timeout(5)
  void noRecurrenceTakesLong(String rrule) throws Exception {
    String when =
        "{'zone':'Europe/London','start':'1970-01-01T00:00:00','duration':'PT1M','rrule':'"
            + rrule
            + "'}";
    byte[] text = withWhen(when).replace('\'', '"').getBytes(UTF_8);
    try {
      read(text).prepare(1_767_225_600_000L);
    } catch (BadDocumentException refused) {
      assertThat(refused.pointer()).startsWith("/rules/0/when");
    }
  }

  @Test
  void durationsAndEndsComeBackAsMeant() throws Exception {
    String text =
        withWhen("{'zone':'Europe/London','start':'2026-01-05T09:00','duration':'P1W1DT90M'}");
    String written = ProfileDocument.write(profile(text)).toString();
    assertThat(written)
        .isEqualTo(
            ("{'rules':[{'name':'n','when':{'zone':'Europe/London','start':'2026-01-05T09:00:00',"
                    + "'duration':'P8DT1H30M'},'targets':[{'gateway':'gw1'}]}]}")
                .replace('\'', '"'));
  }

  private static String withWhen(String when) {
    return "{'rules':[{'name':'n','when':" + when + "," + TARGET + "}]}";
  }

  private static String faultOfWhen(String when) {
    return fault(withWhen(when));
  }

  private static String times(int count, String text) {
    return Collections.nCopies(count, text).stream().collect(comma());
  }

  private static Collector<CharSequence, ?, String> comma() {
    return Collectors.joining(",");
  }

  private static String fault(String text) {
    BadDocumentException fault =
        catchThrowableOfType(BadDocumentException.class, () -> profile(text));
    return fault == null ? "accepted" : fault.code() + " " + fault.pointer();
  }

  private static IspId isp(String id) {
    return new IspId(id);
  }

  private static Rule rule(String text) throws BadDocumentException {
    return profile("{'rules':[" + text + "]}").rules().get(0);
  }

  private static RoutingProfile profile(String text) throws BadDocumentException {
    return read(text.replace('\'', '"').getBytes(UTF_8));
  }

  private static RoutingProfile read(byte[] text) throws BadDocumentException {
    return ProfileDocument.read(
        new ProfileId(isp("acme"), "office"),
        new Fields(StrictJson.parse(text, 0, text.length), ""));
  }
}
