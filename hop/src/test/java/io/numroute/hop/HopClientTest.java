package io.numroute.hop;

import static io.numroute.hop.RoutersContract.await;
import static io.numroute.hop.RoutersContract.digits;
import static io.numroute.hop.RoutersContract.query;
import static io.numroute.hop.RoutersContract.soon;
import static io.numroute.hop.Same.assertSame;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.hop.FakeRouters.Mood;
import io.numroute.hop.Routers.Answered;
import io.numroute.hop.Routers.KnownFact;
import io.numroute.hop.Routers.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client makes of routers that are slow, lost, stale or unwilling. */
final class HopClientTest {
  private static final HopClient.Settings PATIENT = Hop.DEFAULT.withFirstTry(Duration.ofMinutes(1));

  private final Hop hop = new Hop();
  private final FakeRouters one = new FakeRouters("r1");
  private final FakeRouters two = new FakeRouters("r2");

  @AfterEach
  void close() {
    hop.close();
  }

  @Test
  void aRouterKilledWithLookupsInFlightCostsNone() {
    one.mood = Mood.NEVER;
    HopServer first = hop.server(one);
    HopServer second = hop.server(two);
    HopClient client = hop.client(PATIENT, List.of(first, second));
    List<Heard<Answered>> all = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      Heard<Answered> heard = new Heard<>();
      client.lookup(query(digits(i)), false, soon(), heard);
      all.add(heard);
    }
    await(() -> one.asked.get() > 0 && one.asked.get() + two.asked.get() >= 500);
    first.close();
    for (int i = 0; i < all.size(); i++) {
      assertSame(all.get(i).reply().decision(), two.expected(digits(i)).decision());
      assertThat(all.get(i).reply().evidence().router()).isEqualTo("r2");
    }
    assertThat(all).allMatch(heard -> heard.calls() == 1);
    assertThat(client.ready()).isTrue();
  }

  @Test
  void theOnlyRouterKilledMeansNoRouterAtOnce() {
    one.mood = Mood.NEVER;
    HopServer first = hop.server(one);
    HopClient client = hop.client(PATIENT, List.of(first));
    Heard<Answered> heard = new Heard<>();
    client.lookup(query(digits(1)), false, soon(), heard);
    await(() -> one.asked.get() == 1);
    first.close();
    assertThat(heard.reason()).isEqualTo(Unavailable.NO_ROUTER);
    await(() -> !client.ready());
    Heard<KnownFact> fact = new Heard<>();
    client.fact(digits(1), soon(), fact);
    assertThat(fact.wasCalled()).isTrue();
    assertThat(fact.reason()).isEqualTo(Unavailable.NO_ROUTER);
  }

  @Test
  void aRouterThatComesBackIsUsedAgain() {
    HopServer first = hop.server(one);
    HopClient client = hop.client(PATIENT, List.of(first));
    int port = first.port();
    first.close();
    await(() -> !client.ready());
    hop.server(two, HopServer.Settings.of("127.0.0.1", port), Versions.OURS);
    await(client::ready);
    Heard<Answered> heard = new Heard<>();
    client.lookup(query(digits(1)), false, soon(), heard);
    assertThat(heard.reply().evidence().router()).isEqualTo("r2");
  }

  @Test
  void aClosedServer_hasGivenItsPortBack() {
    for (int i = 0; i < 100; i++) {
      HopServer first = hop.server(one);
      HopClient client = hop.client(PATIENT, List.of(first));
      first.close();
      hop.server(two, HopServer.Settings.of("127.0.0.1", first.port()), Versions.OURS).close();
      client.close();
    }
  }

  @Test
  void aSlowRouterIsOvertakenByTheNext() {
    one.mood = Mood.NEVER;
    HopClient client = hop.client(Hop.DEFAULT, List.of(hop.server(one), hop.server(two)));
    for (int i = 0; i < 50; i++) {
      Heard<Answered> heard = new Heard<>();
      long askedNs = System.nanoTime();
      client.lookup(query(digits(i)), false, soon(), heard);
      assertThat(heard.reply().evidence().router()).isEqualTo("r2");
      // The deadline is 20 s away: an answer before has come by the second try.
      assertThat(System.nanoTime() - askedNs).isLessThan(TimeUnit.SECONDS.toNanos(10));
    }
    assertThat(one.asked.get()).as("the slow one is avoided").isBetween(1, 49);
  }

  @Test
  void theDeadlineEndsALookupThatNobodyAnswers() {
    one.mood = Mood.NEVER;
    two.mood = Mood.NEVER;
    HopClient client = hop.client(Hop.DEFAULT, List.of(hop.server(one), hop.server(two)));
    Heard<Answered> heard = new Heard<>();
    long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100);
    client.lookup(query(digits(1)), false, deadlineNs, heard);
    assertThat(heard.reason()).isEqualTo(Unavailable.DEADLINE);
    assertThat(System.nanoTime()).isGreaterThanOrEqualTo(deadlineNs);
    assertThat(one.asked.get() + two.asked.get()).isBetween(1, 2);
    assertThat(heard.calls()).isEqualTo(1);
  }

  @Test
  void aRefusalIsTakenElsewhere() {
    HopClient client = hop.client(PATIENT, List.of(hop.server(one), hop.server(two)));
    for (Mood refusal : new Mood[] {Mood.NO_REPLICA, Mood.BUSY, Mood.THROWS}) {
      one.mood = refusal;
      for (int i = 0; i < 20; i++) {
        Heard<Answered> heard = new Heard<>();
        client.lookup(query(digits(i)), false, soon(), heard);
        assertThat(heard.reply().evidence().router()).isEqualTo("r2");
      }
    }
  }

  @Test
  void aRouterThatThrowsIsNoRouter() {
    one.mood = Mood.THROWS;
    HopClient client = hop.client(PATIENT, List.of(hop.server(one)));
    Heard<Answered> heard = new Heard<>();
    client.lookup(query(digits(1)), false, soon(), heard);
    assertThat(heard.reason()).isEqualTo(Unavailable.NO_ROUTER);
    one.mood = Mood.ANSWERS;
    Heard<Answered> again = new Heard<>();
    client.lookup(query(digits(1)), false, soon(), again);
    assertThat(again.reply()).isNotNull();
  }

  @Test
  void aFreshAnswerIsPreferred() {
    one.stale = true;
    one.ageMs = 9000;
    HopClient client = hop.client(PATIENT, List.of(hop.server(one), hop.server(two)));
    for (int i = 0; i < 50; i++) {
      Heard<Answered> heard = new Heard<>();
      client.lookup(query(digits(i)), false, soon(), heard);
      assertThat(heard.reply().evidence().router()).isEqualTo("r2");
    }
  }

  @Test
  void amongStaleAnswersTheFresherIsGiven() {
    one.stale = true;
    one.ageMs = 9000;
    two.stale = true;
    two.ageMs = 5000;
    HopClient client = hop.client(PATIENT, List.of(hop.server(one), hop.server(two)));
    for (int i = 0; i < 20; i++) {
      Heard<Answered> heard = new Heard<>();
      client.lookup(query(digits(i)), false, soon(), heard);
      assertThat(heard.reply().evidence().ageMs()).isEqualTo(5000);
      assertThat(heard.calls()).isEqualTo(1);
    }
  }

  @Test
  void aStaleAnswerIsBetterThanNone() {
    one.stale = true;
    two.mood = Mood.NEVER;
    HopClient client = hop.client(Hop.DEFAULT, List.of(hop.server(one), hop.server(two)));
    for (int i = 0; i < 20; i++) {
      Heard<Answered> heard = new Heard<>();
      client.lookup(query(digits(i)), false, soon(), heard);
      assertThat(heard.reply().evidence().stale()).isTrue();
    }
  }

  @Test
  void readinessIsFollowed() {
    HopClient client = hop.client(PATIENT, List.of(hop.server(one), hop.server(two)));
    for (int i = 0; i < 3; i++) {
      one.ready = false;
      await(() -> client.readyRouters() == 1);
      two.ready = false;
      await(() -> !client.ready());
      one.ready = true;
      two.ready = true;
      await(() -> client.readyRouters() == 2);
    }
  }

  @Test
  void moreThanARouterAdmitsIsRefusedAsBusy() {
    one.mood = Mood.NEVER;
    HopServer.Settings narrow =
        new HopServer.Settings("127.0.0.1", 0, 1, Duration.ofMillis(100), 8, 10, 1 << 20);
    HopClient client = hop.client(PATIENT, List.of(hop.server(one, narrow, Versions.OURS)));
    List<Heard<Answered>> all = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      Heard<Answered> heard = new Heard<>();
      client.lookup(query(digits(i)), false, soon(), heard);
      all.add(heard);
    }
    for (Heard<Answered> heard : all.subList(10, 15)) {
      assertThat(heard.reason()).isEqualTo(Unavailable.BUSY);
    }
    assertThat(all.subList(0, 10)).noneMatch(Heard::wasCalled);
  }

  @Test
  void severalConnectionsToOneRouter() {
    HopServer server = hop.server(one);
    HopClient client = hop.client(PATIENT.withConnectionsPerRouter(3), List.of(server));
    await(() -> server.edges() == 3);
    for (int i = 0; i < 100; i++) {
      Heard<Answered> heard = new Heard<>();
      client.lookup(query(digits(i)), false, soon(), heard);
      assertSame(heard.reply().decision(), one.expected(digits(i)).decision());
    }
  }

  @Test
  void closingEndsWhatIsInFlight() {
    one.mood = Mood.NEVER;
    HopClient client = hop.client(PATIENT, List.of(hop.server(one)));
    Heard<Answered> heard = new Heard<>();
    client.lookup(query(digits(1)), false, soon(), heard);
    client.close();
    assertThat(heard.reason()).isEqualTo(Unavailable.NO_ROUTER);
    Heard<Answered> after = new Heard<>();
    client.lookup(query(digits(1)), false, soon(), after);
    assertThat(after.reason()).isEqualTo(Unavailable.NO_ROUTER);
    assertThat(client.ready()).isFalse();
  }

  @Test
  void aCallerThatThrowsHurtsNobody() {
    HopClient client = hop.client(PATIENT, List.of(hop.server(one)));
    client.lookup(
        query(digits(1)),
        false,
        soon(),
        new Routers.Callback<>() {
          @Override
          public void answered(Answered reply) {
            throw new IllegalStateException("a caller that throws");
          }

          @Override
          public void unavailable(Unavailable reason) {}
        });
    Heard<Answered> heard = new Heard<>();
    client.lookup(query(digits(2)), false, soon(), heard);
    assertThat(heard.reply()).isNotNull();
  }
}
