package io.numroute.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.routing.Actor;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.Origin;
import io.numroute.routing.Proof;
import io.numroute.routing.Refusal;
import io.numroute.routing.Verdict;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.LogId;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory command that a later version wrote and this one does not understand. */
class LaterVersionTest {
  private static final String GATEWAY = "gateway/acme/gw1";
  private static final Actor ACME = Actor.isp(Samples.isp("acme"));
  private static final LogId LOG = new LogId(new UUID(0, 1));
  private static final AvroFraming FRAMING = AvroFraming.singleObject();

  private final List<String> parked = new ArrayList<>();
  private final List<Verdict> verdicts = new ArrayList<>();
  private final DirectoryApplier applier =
      new DirectoryApplier(
          FRAMING,
          List.of((id, entity, verdict, version) -> verdicts.add(verdict)),
          (message, reason) -> parked.add(message.offset() + " " + reason.code().word()));
  private long offset;

  @BeforeEach
  void aGatewayIsThere() {
    say("isp/acme", command(new DirectoryCommand.PutIsp(Samples.acme())));
    say(GATEWAY, gateway());
    assertThat(applier.current().notUnderstoodCount()).isZero();
    assertThat(verdicts).allSatisfy(verdict -> assertThat(verdict.accepted()).isTrue());
  }

  @Test
  void leavesItsEntityOutOfDecisionsUntilACommandIsUnderstoodAgain() {
    io.numroute.schemas.avro.DirectoryCommand later = gateway();
    later.setNeeds(4);
    say(GATEWAY, later);
    Directory without = applier.current();
    assertThat(without.notUnderstood(GATEWAY)).isEqualTo(new Origin(2, ACME, 1002));
    assertThat(without.version()).isEqualTo(2);
    assertThat(without.gateway(Samples.gateway("gw1").id())).as("stays for reading").isNotNull();
    assertThat(applier.notUnderstood()).isEqualTo(1);
    assertThat(applier.poisoned()).isZero();
    assertThat(parked).containsExactly("2 not-understood");
    assertThat(verdicts.get(2))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(Refusal.NOT_UNDERSTOOD));

    say(GATEWAY, gateway());
    assertThat(applier.current().notUnderstood(GATEWAY)).isNull();
    assertThat(verdicts.get(3).accepted()).isTrue();
  }

  @Test
  void aSchemaThatIsNotKnownLeavesItsEntityOutTooThoughNobodyCanTellWhoWroteIt() {
    say(GATEWAY, Samples.ofALaterSchema(FRAMING.encode(gateway())));
    Directory without = applier.current();
    assertThat(without.notUnderstood(GATEWAY)).isEqualTo(new Origin(2, Actor.UNKNOWN, 1002));
    assertThat(without.gateway(Samples.gateway("gw1").id())).as("stays for reading").isNotNull();
    assertThat(applier.notUnderstood()).isEqualTo(1);
    assertThat(applier.poisoned()).isZero();
    assertThat(parked).containsExactly("2 unknown-schema");
    assertThat(verdicts.get(2))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> assertThat(refused.code()).isEqualTo(Refusal.NOT_UNDERSTOOD));

    say(GATEWAY, gateway());
    assertThat(applier.current().notUnderstood(GATEWAY)).isNull();
    assertThat(verdicts.get(3).accepted()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"isp/acme", "block/4471", "profile/acme/p", "agreement/acme"})
  void everyKindOfEntityCanBeOfASchemaThatIsNotKnown(String entity) {
    say(entity, Samples.ofALaterSchema(FRAMING.encode(gateway())));
    assertThat(applier.current().notUnderstood(entity))
        .isEqualTo(new Origin(2, Actor.UNKNOWN, 1002));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "log",
        "/",
        "gateway",
        "gateway/",
        "gateway/acme",
        "gateway/acme/",
        "gateway/acme/gw1/x",
        "gateway//gw1",
        "gateway/ACME/gw1",
        "isp/",
        "isp/acme/gw1",
        "block/44x",
        "block/",
        "trunk/acme/t1",
        "acme/gw1",
        "+447106123456"
      })
  void aSchemaThatIsNotKnownUnderAKeyOfNoEntityOnlyMovesTheVersion(String key) {
    say(key, Samples.ofALaterSchema(FRAMING.encode(gateway())));
    assertThat(applier.current().notUnderstoodCount()).isZero();
    assertThat(applier.current().version()).isEqualTo(2);
    assertThat(applier.notUnderstood()).isEqualTo(1);
    assertThat(parked).containsExactly("2 unknown-schema");
    assertThat(verdicts).hasSize(2);
  }

  @Test
  void noCommandIsOfAnUnknownActor() {
    io.numroute.schemas.avro.DirectoryCommand nobody = gateway();
    nobody.setActor("unknown");
    say(GATEWAY, nobody);
    assertThat(applier.current().notUnderstoodCount()).isZero();
    assertThat(verdicts.get(2).accepted()).isFalse();
  }

  @Test
  void anUnknownWordIsALaterVersionToo() {
    io.numroute.schemas.avro.DirectoryCommand quic = gateway();
    quic.getGateway().setTransport(Transport.UNKNOWN);
    say(GATEWAY, quic);
    assertThat(applier.current().notUnderstood(GATEWAY)).isNotNull();
  }

  @Test
  void aKindOfEntityThatIsNotKnownOnlyMovesTheVersion() {
    io.numroute.schemas.avro.DirectoryCommand trunk = gateway();
    trunk.setGateway(null);
    say("trunk/acme/t1", trunk);
    assertThat(applier.current().notUnderstoodCount()).isZero();
    assertThat(applier.current().version()).isEqualTo(2);
    assertThat(parked).containsExactly("2 not-understood");
  }

  @Test
  void whatIsMerelyBrokenLeavesNothingOut() {
    io.numroute.schemas.avro.DirectoryCommand nobody = gateway();
    nobody.setActor("root");
    say(GATEWAY, nobody);
    io.numroute.schemas.avro.DirectoryCommand strayed = gateway();
    strayed.setTopic("some.other.topic");
    say(GATEWAY, strayed);
    say("gateway/acme/gw2", gateway());
    assertThat(applier.current().notUnderstoodCount()).isZero();
    assertThat(applier.current().version()).isEqualTo(4);
    assertThat(parked).containsExactly("2 not-understood", "3 wrong-topic", "4 wrong-key");
  }

  private static io.numroute.schemas.avro.DirectoryCommand gateway() {
    return command(new DirectoryCommand.PutGateway(Samples.gateway("gw1")));
  }

  private static io.numroute.schemas.avro.DirectoryCommand command(DirectoryCommand command) {
    Actor actor = command instanceof DirectoryCommand.PutIsp ? Actor.AUTHORITY : ACME;
    return DirectoryCommands.toAvro(command, actor, Proof.apiKey("k1"), Instant.EPOCH);
  }

  private void say(String key, io.numroute.schemas.avro.DirectoryCommand command) {
    say(key, FRAMING.encode(command));
  }

  private void say(String key, byte[] value) {
    applier.apply(
        new ConsumerRecord<>(
            TopicCatalogue.DIRECTORY_COMMANDS,
            0,
            offset,
            1000 + offset++,
            TimestampType.LOG_APPEND_TIME,
            ConsumerRecord.NULL_SIZE,
            ConsumerRecord.NULL_SIZE,
            key.getBytes(StandardCharsets.UTF_8),
            value,
            new RecordHeaders(),
            Optional.empty()),
        LOG);
  }
}
