package io.numroute.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.notation.Change;
import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import io.numroute.routing.Precondition;
import io.numroute.schemas.CommandId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What an inbox's records ask for, and how they are answered. */
class InboxRecordTest {
  private static final UUID NUMBERS = new UUID(1, 2);
  private static final EntityTags TAGS = new EntityTags(new UUID(3, 4), NUMBERS, 1);
  private static final String NUMBER = "{'number':{'number':'+44101','servingIsp':'acme'}}";

  @Test
  void aLineOfAnImportIsAChange() {
    InboxRecord record = read(NUMBER, Map.of("id", "mine-1".getBytes(UTF_8)));
    assertThat(record.refusal()).isNull();
    assertThat(record.change()).isInstanceOf(Change.OfNumber.class);
    CommandId id = new CommandId(NUMBERS, 0, 7);
    assertThat(record.decided(id, Optional.of(new Outcome(true, "+44101", null, null, 5))))
        .hasToString(
            "{'inbox':'2:17','id':'mine-1','commandId':'ID','status':'accepted','entity':'+44101','directoryVersion':5}"
                .replace("ID", id.toString())
                .replace('\'', '"'));
    assertThat(
            record
                .decided(id, Optional.of(new Outcome(false, "e", "in-use", "/rules/0: no", 5)))
                .path("pointer")
                .asText())
        .isEqualTo("/rules/0");
    assertThat(record.decided(id, Optional.empty()).path("status").asText()).isEqualTo("unknown");
  }

  @Test
  void aConditionIsAHeader() {
    assertThat(condition(Map.of("if-none-match", bytes("*")))).isEqualTo(Precondition.ABSENT);
    assertThat(condition(Map.of("if-match", bytes("*")))).isEqualTo(Precondition.EXISTS);
    assertThat(condition(Map.of("if-match", bytes('"' + NUMBERS.toString() + ".0.9\""))))
        .isEqualTo(Precondition.standsAt(9));
    refused(NUMBER, Map.of("if-match", bytes("x")), "bad-parameter");
    refused(NUMBER, Map.of("if-match", bytes("\"x\"")), "precondition-failed");
  }

  @Test
  void whatCannotBeUnderstoodIsNamedByItsPlace() {
    refused("{'number':", Map.of(), "bad-json");
    refused("", Map.of(), "bad-json");
    refused("[]", Map.of(), "bad-json");
    refused(null, Map.of(), "bad-json");
    refused("{'number':{'number':'+44101'}}", Map.of(), "missing-field");
    InboxRecord record =
        refused(
            "{'number':{'number':'+44101','servingIsp':'acme','colour':'red'}}",
            Map.of(),
            "unknown-field");
    assertThat(Objects.requireNonNull(record.refusal()).path("pointer").asText())
        .isEqualTo("/number/colour");
    refused(" ".repeat(LineReader.MAX_LINE + 1), Map.of(), "line-too-long");
    refused(NUMBER, Map.of("id", new byte[InboxRecord.MAX_ID + 1]), "bad-value");
    assertThat(refused(NUMBER, Map.of("id", new byte[] {(byte) 0xff}), "bad-value").id()).isNull();
  }

  @Test
  void whatIsAnothersIsRefusedAtTheDoor() {
    refused("{'gateway':{'isp':'beta','name':'g','host':'192.0.2.1'}}", Map.of(), "not-allowed");
    refused("{'agreement':{'isp':'acme'}}", Map.of(), "not-allowed");
  }

  @Test
  void anInboxIsNamedByAnIspAndNothingElse() {
    assertThat(Inboxes.owner("numroute.inbox.acme")).isEqualTo(new IspId("acme"));
    for (String topic :
        new String[] {
          "numroute.inbox.",
          "numroute.inbox.Acme",
          "numroute.inbox.a.b",
          "numroute.inbox.-a",
          "numroute.outbox.acme",
          "xnumroute.inbox.acme",
          "numroute.inbox." + "a".repeat(64)
        }) {
      assertThat(Inboxes.owner(topic)).as(topic).isNull();
    }
  }

  private static Precondition condition(Map<String, byte[]> headers) {
    Change change = read(NUMBER, headers).change();
    return Objects.requireNonNull(change).precondition();
  }

  private static InboxRecord refused(
      @Nullable String json, Map<String, byte[]> headers, String code) {
    InboxRecord record = read(json, headers);
    assertThat(record.change()).isNull();
    assertThat(Objects.requireNonNull(record.refusal()).path("inbox").asText()).isEqualTo("2:17");
    assertThat(Objects.requireNonNull(record.refusal()).path("status").asText())
        .isEqualTo("refused");
    assertThat(Objects.requireNonNull(record.refusal()).path("code").asText())
        .as("%s", record)
        .isEqualTo(code);
    assertThat(Objects.requireNonNull(record.refusal()).path("detail").asText()).isNotEmpty();
    return record;
  }

  private static InboxRecord read(@Nullable String json, Map<String, byte[]> headers) {
    ConsumerRecord<byte[], byte[]> message =
        new ConsumerRecord<>(
            "numroute.inbox.acme",
            2,
            17,
            null,
            json == null ? null : bytes(json.replace('\'', '"')));
    headers.forEach(message.headers()::add);
    return InboxRecord.read(message, Actor.isp(new IspId("acme")), TAGS);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
