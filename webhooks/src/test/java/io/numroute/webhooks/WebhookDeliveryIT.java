package io.numroute.webhooks;

import static io.numroute.webhooks.WebhookFleet.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.schemas.avro.PortEventKind;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events from a real broker to real receivers, which verify every one. Each test has ISPs of its
 * own, and ingests as it needs them.
 */
@Tag("heavy")
class WebhookDeliveryIT {
  private static final Backoff QUICK =
      new Backoff(Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofMinutes(5));
  private static final HttpPost.Limits LIMITS =
      new HttpPost.Limits(Duration.ofSeconds(1), Duration.ofSeconds(5));

  private static final PortEventKind[] KINDS = {
    PortEventKind.REQUESTED, PortEventKind.SCHEDULED, PortEventKind.DONE, PortEventKind.REVERSED
  };

  @TempDir private static Path folder;

  private static WebhookFleet fleet;
  private static Page page;

  @BeforeAll
  static void open() throws Exception {
    page = Page.compiled(folder);
    fleet = new WebhookFleet(SigningKeys.parse(SigningKeys.generate(new SecureRandom())));
  }

  @AfterAll
  static void close() {
    fleet.close();
  }

  @AfterEach
  void unsubscribe() throws Exception {
    fleet.unsubscribeAll();
  }

  private static TestReceiver receiver(String isp) throws Exception {
    return new TestReceiver(page, fleet.keys, isp);
  }

  private static List<String> publish(String isp, int events) throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      ids.add(fleet.publish(isp, KINDS[i % KINDS.length]));
    }
    return ids;
  }

  @Test
  void everyEventOfAnIsp_inOrder_andNobodyElses() throws Exception {
    try (TestReceiver acme = receiver("acme");
        TestReceiver beta = receiver("beta");
        WebhookFleet.Ingest ingest = fleet.new Ingest(QUICK, LIMITS)) {
      publish("acme", 1); // before there is a webhook
      fleet.subscribe("acme", acme.url());
      fleet.subscribe("beta", beta.url(), EventType.PORT_DONE);
      List<String> wanted = publish("acme", 4);
      List<String> ofBeta = publish("beta", 4);
      fleet.publishNonsense("acme");
      wanted.add(fleet.publish("acme", PortEventKind.REJECTED));

      await("told", () -> acme.ids().size() >= 5 && beta.ids().size() >= 1);
      assertThat(acme.ids()).isEqualTo(wanted);
      assertThat(beta.ids()).containsExactly(ofBeta.get(2));
      assertThat(acme.taken().get(0).json().path("type").asText()).isEqualTo("port.requested");
      assertThat(acme.taken().get(0).json().path("data").path("state").asText())
          .isEqualTo("requested");
      assertThat(acme.taken().get(4).json().path("data").path("reason").asText())
          .isEqualTo("other");
      await("counted", () -> fleet.progress("acme").delivered() == 5);
      assertThat(fleet.progress("acme").setApart()).as("what is about no port").isEqualTo(1);
      assertThat(ingest.parked()).isEqualTo(1);
    }
  }

  @Test
  void anEventIsRepeatedUntilItIsTaken_andNothingOvertakesIt() throws Exception {
    try (TestReceiver acme = receiver("retry");
        WebhookFleet.Ingest ingest = fleet.new Ingest(QUICK, LIMITS)) {
      acme.answer(request -> request <= 4 ? 500 : 200);
      fleet.subscribe("retry", acme.url());
      List<String> wanted = publish("retry", 3);
      await("told", () -> acme.ids().size() >= 3);
      assertThat(acme.ids()).isEqualTo(wanted);
      assertThat(acme.requests()).isEqualTo(7);
      await("counted", () -> fleet.progress("retry").delivered() == 3);
      assertThat(fleet.progress("retry").attempts()).isZero();
      assertThat(fleet.progress("retry").failure()).isEqualTo("status-500");
      assertThat(ingest.parked()).isZero();
    }
  }

  @Test
  void whatWasTakenButNotNoted_comesAgain_underTheSameId() throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    try (TestReceiver acme = receiver("twice")) {
      fleet.subscribe("twice", acme.url());
      List<String> wanted;
      List<Integer> firstHeard = new ArrayList<>();
      try (WebhookFleet.Ingest dies = fleet.new Ingest(QUICK, LIMITS)) {
        acme.answer(
            request -> {
              if (request < 2) {
                return 200;
              }
              firstHeard.add(request);
              taken.countDown(); // It has it, and the ingest dies before it hears so.
              never.await();
              return 200;
            });
        wanted = publish("twice", 3);
        taken.await();
      }
      assertThat(acme.ids()).containsExactly(wanted.get(0));
      assertThat(firstHeard).containsExactly(2);
      acme.answer(request -> 200);
      try (WebhookFleet.Ingest next = fleet.new Ingest(QUICK, LIMITS)) {
        await("told", () -> acme.ids().size() >= 3);
        assertThat(acme.ids()).isEqualTo(wanted);
        assertThat(acme.requests()).as("the second event twice").isEqualTo(4);
        await("counted", () -> fleet.progress("twice").delivered() == 3);
        assertThat(next.parked()).isZero();
      }
    }
  }

  @Test
  void ofTwoIngestsOneTells_andTheOtherGoesOn() throws Exception {
    try (TestReceiver acme = receiver("two");
        WebhookFleet.Ingest second = fleet.new Ingest(QUICK, LIMITS)) {
      fleet.subscribe("two", acme.url());
      List<String> wanted;
      try (WebhookFleet.Ingest first = fleet.new Ingest(QUICK, LIMITS)) {
        wanted = publish("two", 4);
        await("told", () -> acme.ids().size() >= 4);
        await("counted", () -> fleet.progress("two").delivered() == 4);
        assertThat(first.parked() + second.parked()).isZero();
      }
      wanted.addAll(publish("two", 4));
      await("told by whoever is left", () -> acme.ids().size() >= 8);
      assertThat(acme.ids()).isEqualTo(wanted);
    }
  }

  @Test
  void aDeadReceiver_delaysNobodyElse() throws Exception {
    CountDownLatch dead = new CountDownLatch(1);
    int events = 60;
    try (TestReceiver tarpit = receiver("dead");
        TestReceiver live = receiver("live");
        WebhookFleet.Ingest ingest = fleet.new Ingest(QUICK, LIMITS)) {
      tarpit.answer(
          request -> {
            dead.await();
            return 200;
          });
      fleet.subscribe("dead", tarpit.url());
      fleet.subscribe("live", live.url());
      // More than a lane holds, so that it is behind as well.
      publish("dead", Lane.HELD + 50);
      await("the dead one is spoken to", () -> tarpit.requests() == 1);
      List<Long> published = new ArrayList<>();
      for (int i = 0; i < events; i++) {
        int so = i;
        published.add(System.nanoTime());
        publish("dead", 1);
        publish("live", 1);
        await("told", () -> live.taken().size() > so);
      }
      List<Long> delays = new ArrayList<>();
      for (int i = 0; i < events; i++) {
        delays.add((live.taken().get(i).atNs() - published.get(i)) / 1_000_000);
      }
      delays.sort(null);
      long p99 = delays.get(events * 99 / 100);
      System.out.println(
          "beside a dead receiver: p50 " + delays.get(events / 2) + " ms, p99 " + p99 + " ms");
      assertThat(p99).as("far less than what the dead one takes").isLessThan(1000);
      assertThat(tarpit.taken()).isEmpty();

      dead.countDown();
      await("all of the dead one's too", () -> tarpit.taken().size() >= Lane.HELD + 50 + events);
      assertThat(ingest.parked()).isZero();
    }
  }

  @Test
  void aReceiverThatIsGone_isLeftAlone_untilTheWebhookIsPutAgain() throws Exception {
    try (TestReceiver acme = receiver("gone");
        WebhookFleet.Ingest ingest = fleet.new Ingest(QUICK, LIMITS)) {
      acme.answer(request -> 410);
      fleet.subscribe("gone", acme.url());
      List<String> wanted = publish("gone", 2);
      await("disabled", () -> fleet.progress("gone").disabled());
      wanted.addAll(publish("gone", 2));
      assertThat(acme.requests()).isEqualTo(1);

      try (TestReceiver moved = receiver("gone")) {
        fleet.subscribe("gone", moved.url());
        await("goes on", () -> moved.ids().size() >= 4);
        assertThat(moved.ids()).isEqualTo(wanted);
        assertThat(acme.requests()).isEqualTo(1);
        assertThat(ingest.parked()).isZero();
        fleet.unsubscribe("gone");
        fleet.publish("gone", PortEventKind.DONE);
        fleet.subscribe("gone", moved.url());
        String after = fleet.publish("gone", PortEventKind.CANCELLED);
        await("told of what came after", () -> moved.ids().contains(after));
        assertThat(moved.ids()).as("and not of what came while there was none").hasSize(5);
      }
    }
  }

  @Test
  void afterItsTime_anEventIsSetApart_andTheNextHasItsTurn() throws Exception {
    Backoff impatient =
        new Backoff(Duration.ofMillis(20), Duration.ofMillis(50), Duration.ofMillis(300));
    try (TestReceiver acme = receiver("late");
        WebhookFleet.Ingest ingest = fleet.new Ingest(impatient, LIMITS)) {
      acme.answer(request -> 503);
      fleet.subscribe("late", acme.url());
      publish("late", 2);
      await("set apart", () -> fleet.progress("late").setApart() == 2);
      assertThat(ingest.parked()).isEqualTo(2);
      assertThat(fleet.progress("late").attempts()).isGreaterThan(3);
      assertThat(fleet.progress("late").failingSince()).isNotNull();
      acme.answer(request -> 200);
      String after = fleet.publish("late", PortEventKind.REVERSED);
      await("told", () -> acme.ids().contains(after));
      assertThat(acme.ids()).containsExactly(after);
    }
  }
}
