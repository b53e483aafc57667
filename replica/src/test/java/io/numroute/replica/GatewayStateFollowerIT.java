package io.numroute.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.broker.EmbeddedBroker;
import io.numroute.routing.Actor;
import io.numroute.routing.GatewayId;
import io.numroute.routing.GatewayStates;
import io.numroute.routing.GatewayStates.Observed;
import io.numroute.routing.Origin;
import io.numroute.routing.Proof;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.GatewayStateReport;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The follower of reports on a real broker, each test with a topic of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayStateFollowerIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
  private static final GatewayId GW1 = Samples.gateway("gw1").id();
  private static final GatewayId GW2 = Samples.gateway("gw2").id();
  private static final Actor ACME = Actor.isp(Samples.isp("acme"));

  private final AvroFraming framing = AvroFraming.singleObject();
  private final List<String> parked = new CopyOnWriteArrayList<>();
  private final ReentrantLock lookingAway = new ReentrantLock();
  private final AtomicInteger beginnings = new AtomicInteger();
  private final List<GatewayStateFollower> followers = new ArrayList<>();
  private EmbeddedBroker broker;
  private KafkaSettings kafka;
  private Admin admin;
  private Producer<byte[], byte[]> producer;

  @BeforeAll
  void startBroker() {
    broker = EmbeddedBroker.temporary();
    kafka = KafkaSettings.of(broker.bootstrapServers());
    admin = Admin.create(kafka.admin());
    producer = new KafkaProducer<>(kafka.producer());
  }

  @AfterAll
  void stopBroker() {
    producer.close(Duration.ZERO);
    admin.close(Duration.ZERO);
    broker.close();
  }

  @BeforeEach
  void createTopic() throws Exception {
    parked.clear();
    beginnings.set(0);
    Map<String, String> config =
        new TopicCatalogue(1, (short) 1, 1)
            .topics().stream()
                .filter(topic -> topic.name().equals(TopicCatalogue.GATEWAY_STATE))
                .findFirst()
                .orElseThrow()
                .config();
    create(config);
  }

  private void create(Map<String, String> config) throws Exception {
    NewTopic topic = new NewTopic(TopicCatalogue.GATEWAY_STATE, Optional.of(1), Optional.empty());
    admin.createTopics(List.of(topic.configs(config))).all().get();
  }

  @AfterEach
  void loseTopic() throws Exception {
    followers.forEach(GatewayStateFollower::close);
    followers.clear();
    admin.deleteTopics(List.of(TopicCatalogue.GATEWAY_STATE)).all().get();
  }

  @Test
  void followsReportsAndPassesOverWhatIsNone() throws Exception {
    GatewayStateFollower follower = follow();
    long downMs = report(GW1, false, HALF_A_MINUTE).timestamp();
    byte[] sound = value(GW1, true, HALF_A_MINUTE, Instant.now());
    send("acme/gw1", null);
    send("acme/gw1", "rubbish".getBytes(StandardCharsets.UTF_8));
    send("acme/gw2", sound);
    send("rubbish", sound);
    send("acme/gw1", Samples.ofALaterSchema(sound));
    RecordMetadata last = report(GW2, false, HALF_A_MINUTE);
    await("read", () -> of(follower, GW2) != null);

    assertThat(of(follower, GW1))
        .as("a report that is not understood says nothing")
        .isEqualTo(new Observed(downMs, downMs + 30_000, 1, new Origin(0, ACME, downMs)));
    assertThat(parked)
        .containsExactly(
            "1 null-value", "2 not-avro", "3 wrong-key", "4 wrong-key", "5 unknown-schema");
    assertThat(follower.poisoned()).isEqualTo(4);
    assertThat(follower.notUnderstood()).isEqualTo(1);
    follower.check();

    GatewayStateFollower again = follow();
    await("read again", again::ready);
    assertThat(of(again, GW1)).isEqualTo(of(follower, GW1));
    assertThat(of(again, GW2)).isEqualTo(of(follower, GW2));
    assertThat(last.offset()).isEqualTo(6);
  }

  /** A writer whose clock is an hour behind, one that is an hour ahead, and one of old. */
  @Test
  void aReportHoldsFromItsAppendTimeWhateverTheWritersClockSays() throws Exception {
    GatewayStateFollower follower = follow();
    Instant now = Instant.now();
    for (Instant writers : List.of(now.minus(HOUR), now.plus(HOUR))) {
      long appendedMs = send("acme/gw1", value(GW1, false, HALF_A_MINUTE, writers)).timestamp();
      await("read", () -> expiry(follower, GW1) >= appendedMs + 30_000);
      assertThat(expiry(follower, GW1)).isEqualTo(appendedMs + 30_000);
    }

    GatewayStateReport old =
        GatewayReports.toAvro(GW2, false, HALF_A_MINUTE, now, ACME, Proof.apiKey("k1"));
    old.setHoldMs(null);
    send("acme/gw2", framing.encode(old));
    await("read", () -> of(follower, GW2) != null);
    assertThat(expiry(follower, GW2)).isEqualTo(now.toEpochMilli() + 30_000);

    GatewayStateReport endless =
        GatewayReports.toAvro(GW2, false, HOUR, now, ACME, Proof.apiKey("k1"));
    endless.setHoldMs(Long.MAX_VALUE);
    endless.setExpiresAtMs(Long.MAX_VALUE);
    long endlessMs = send("acme/gw2", framing.encode(endless)).timestamp();
    await("read", () -> expiry(follower, GW2) > now.toEpochMilli() + 30_000);
    assertThat(expiry(follower, GW2)).isEqualTo(endlessMs + GatewayStates.MAX_HOLD_MS);
  }

  /**
   * Producers' times count for nothing, and no report comes to life again when it is read again.
   */
  @Test
  void aTopicThatKeepsProducersTimesDoesNotMoveExpiry() throws Exception {
    admin.deleteTopics(List.of(TopicCatalogue.GATEWAY_STATE)).all().get();
    create(Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime"));
    Instant written = Instant.now().minusSeconds(20);
    send("acme/gw1", value(GW1, false, HALF_A_MINUTE, written));
    GatewayStateFollower follower = follow();
    await("read", () -> of(follower, GW1) != null);
    assertThat(expiry(follower, GW1)).isEqualTo(written.toEpochMilli() + 30_000);
  }

  @Test
  void beginsWithTheOldestReportThatIsKept() throws Exception {
    report(GW1, false, HALF_A_MINUTE);
    GatewayStateFollower before = follow();
    await("read", () -> of(before, GW1) != null);
    long from = report(GW2, false, HALF_A_MINUTE).offset();
    admin
        .deleteRecords(
            Map.of(
                new TopicPartition(TopicCatalogue.GATEWAY_STATE, 0),
                RecordsToDelete.beforeOffset(from)))
        .all()
        .get();
    GatewayStateFollower after = follow();
    await("read", () -> after.ready() && of(after, GW2) != null);
    assertThat(of(after, GW1)).isNull();
    assertThat(of(before, GW1)).as("what was read before stays").isNotNull();
  }

  /** With more records than were read before, while the follower looks away: no offset tells. */
  @Test
  void beginsAnewWhenTheTopicIsAnotherOne() throws Exception {
    report(GW1, false, HOUR);
    report(GW1, false, HOUR);
    GatewayStateFollower follower = follow();
    await("read", () -> of(follower, GW1) != null);
    lookingAway.lock();
    try {
      await("looks away", lookingAway::hasQueuedThreads);
      loseTopicAndCreateIt();
      report(GW2, false, HOUR);
      report(GW2, false, HOUR);
      report(GW2, false, HOUR);
    } finally {
      lookingAway.unlock();
    }
    await("begun anew", () -> of(follower, GW2) != null && of(follower, GW1) == null);
    assertThat(beginnings).hasValue(2);
    assertThat(of(follower, GW2))
        .as("from the first on")
        .isNotNull()
        .satisfies(observed -> assertThat(observed.origin().version()).isEqualTo(2));
    follower.check();
  }

  @Test
  void beginsAnewWhenTheTopicIsShorter() throws Exception {
    for (int i = 0; i < 3; i++) {
      report(GW1, false, HOUR);
    }
    GatewayStateFollower follower = follow();
    await("read", () -> of(follower, GW1) != null);
    loseTopicAndCreateIt();
    await("begun anew", () -> of(follower, GW1) == null);
    assertThat(follower.ready()).isTrue();
    report(GW2, false, HOUR);
    await("followed", () -> of(follower, GW2) != null);
  }

  private void loseTopicAndCreateIt() throws Exception {
    admin.deleteTopics(List.of(TopicCatalogue.GATEWAY_STATE)).all().get();
    createTopic();
    beginnings.set(1);
  }

  @Test
  void keepsWhatItHadWhileKafkaIsAway() throws Exception {
    GatewayStateFollower follower = follow();
    report(GW1, false, HOUR);
    await("read", () -> of(follower, GW1) != null);
    follower.check();
    broker.stop();
    await("noticed", () -> !isGood(follower));
    assertThatThrownBy(follower::check).hasMessageContaining("gateway-state follower: cannot read");
    assertThat(follower.ready()).isTrue();
    assertThat(of(follower, GW1)).isNotNull();

    GatewayStateFollower born = follow();
    assertThat(born.ready()).isFalse();
    assertThatThrownBy(born::check).isInstanceOf(IllegalStateException.class);

    broker.start();
    await("back", () -> isGood(follower) && isGood(born) && born.ready());
    report(GW2, false, HOUR);
    await("followed", () -> of(follower, GW2) != null && of(born, GW2) != null);
    assertThat(of(born, GW1)).isEqualTo(of(follower, GW1));
    follower.close();
    assertThatThrownBy(follower::check).hasMessageContaining("closed");
  }

  // ---- words

  private GatewayStateFollower follow() {
    GatewayStateFollower follower =
        new GatewayStateFollower(
            kafka,
            framing,
            Clock.systemUTC(),
            new GatewayStateFollower.Listener() {
              @Override
              public void begins() {
                beginnings.incrementAndGet();
              }

              @Override
              public void reported(GatewayStates.Report report) {}

              @Override
              public void knownUntil(long ms) {
                lookingAway.lock();
                lookingAway.unlock();
              }
            },
            (message, reason) -> {
              String letter = message.offset() + " " + reason.code().word();
              if (!parked.contains(letter)) { // each follower parks
                parked.add(letter);
              }
            });
    followers.add(follower);
    follower.start();
    return follower;
  }

  private static @Nullable Observed of(GatewayStateFollower follower, GatewayId gateway) {
    return follower.current().of(gateway);
  }

  private static long expiry(GatewayStateFollower follower, GatewayId gateway) {
    Observed observed = of(follower, gateway);
    return observed == null ? -1 : observed.downUntilMs();
  }

  private static boolean isGood(GatewayStateFollower follower) {
    try {
      follower.check();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private RecordMetadata report(GatewayId gateway, boolean up, Duration hold) throws Exception {
    return send(gateway.toString(), value(gateway, up, hold, Instant.now()));
  }

  private byte[] value(GatewayId gateway, boolean up, Duration hold, Instant writersClock) {
    return framing.encode(
        GatewayReports.toAvro(gateway, up, hold, writersClock, ACME, Proof.apiKey("k1")));
  }

  /** On a compacted topic each record has a key. */
  private RecordMetadata send(String key, byte @Nullable [] value) throws Exception {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return producer.send(new ProducerRecord<>(TopicCatalogue.GATEWAY_STATE, 0, bytes, value)).get();
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }
}
