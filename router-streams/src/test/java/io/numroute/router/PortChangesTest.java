package io.numroute.router;

import static io.numroute.router.Facts.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.routing.Actor;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.NumberFact;
import io.numroute.routing.NumberRules;
import io.numroute.routing.Origin;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Port;
import io.numroute.routing.PortRejection;
import io.numroute.routing.Validity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PortChangesTest {
  private static final PhoneNumber ONE = number("+447106123456");
  private static final PhoneNumber TWO = number("+447106123457");
  private static final Actor ACME = Actor.isp(World.ACME);
  private static final Actor BETA = Actor.isp(World.BETA);
  private static final long TIMEOUT_MS = 5_000;

  /** The topic of facts: a fact each, or null for a watermark, and its time. */
  private final List<Entry> topic = new ArrayList<>();

  private final Map<PhoneNumber, NumberFact> facts = new HashMap<>();
  private long nowMs = 1_000_000;
  private long version;

  private record Entry(@Nullable PhoneNumber number, @Nullable NumberFact fact, long atMs) {}

  @Test
  void eachStepIsToldOnce_andWhatComesByTimeInItsPlace() {
    long first = asked(ONE, nowMs + 2_000);
    say(ACME, new NumberCommand.ConfirmPort(ONE, first));
    say(ACME, assign(ONE));
    asked(TWO, Port.AT_ONCE);
    watermark(2_000);
    say(BETA, new NumberCommand.ReversePort(ONE, first));
    watermark(10_000);
    assertThat(told(topic))
        .containsExactly(
            "..456 1 requested 1000000 isp:beta",
            "..456 1 scheduled 1000000 isp:acme",
            "..457 4 requested 1000000 isp:beta",
            "..456 1 done 1002000 null",
            "..456 1 reversed 1002000 isp:beta",
            "..457 4 timed-out 1005000 null");
  }

  @Test
  void aFactIsAClockToo() {
    asked(ONE, Port.AT_ONCE);
    nowMs += TIMEOUT_MS;
    asked(ONE, Port.AT_ONCE);
    assertThat(told(topic))
        .containsExactly(
            "..456 1 requested 1000000 isp:beta",
            "..456 1 timed-out 1005000 null",
            "..456 2 requested 1005000 isp:beta");
  }

  @Test
  void whatTheNextCommandEndedDoesNotComeByTime() {
    long port = asked(ONE, Port.AT_ONCE);
    say(ACME, new NumberCommand.RejectPort(ONE, port, PortRejection.OTHER));
    watermark(2 * TIMEOUT_MS);
    assertThat(told(topic))
        .containsExactly("..456 1 requested 1000000 isp:beta", "..456 1 rejected 1000000 isp:acme");
  }

  @Test
  void aRequestWhoseFactWasCompactedAwayIsToldByTheNext() {
    asked(ONE, Port.AT_ONCE);
    say(ACME, assign(ONE));
    watermark(1);
    assertThat(told(topic.subList(1, topic.size())))
        .containsExactly("..456 1 requested 1000000 null");
  }

  @Test
  void whereToGoOnIsTheOldestOpenPort() {
    PortChanges changes = new PortChanges(PortChanges.Place.BEGINNING);
    asked(ONE, nowMs + 3_000);
    long two = asked(TWO, Port.AT_ONCE);
    say(ACME, new NumberCommand.ConfirmPort(TWO, two));
    feed(changes, topic, 0);
    assertThat(changes.place()).isEqualTo(new PortChanges.Place(0, 3, nowMs));
    watermark(TIMEOUT_MS);
    feed(changes, topic, 3);
    assertThat(changes.place()).isEqualTo(new PortChanges.Place(4, 3, nowMs));
  }

  /** Told by one that is never interrupted, and by ones that begin again wherever they were. */
  @Test
  void whoBeginsAgainTellsTheRestAndNothingElse() {
    long seed = Long.getLong("numroute.seed", new Random().nextLong());
    for (int run = 0; run < 300; run++) {
      Random random = new Random(seed + run);
      topic.clear();
      facts.clear();
      version = 0;
      for (int i = 0; i < 60; i++) {
        nowMs += random.nextInt(3) * 1_000L;
        randomStep(random);
      }
      List<String> whole = told(topic);
      List<String> pieces = new ArrayList<>();
      PortChanges.Place place = PortChanges.Place.BEGINNING;
      int until = 0;
      while (until < topic.size()) {
        until = Math.min(topic.size(), until + 1 + random.nextInt(8));
        PortChanges changes = new PortChanges(place);
        pieces.addAll(feed(changes, topic.subList(0, until), (int) place.next()));
        place = changes.place();
      }
      assertThat(pieces).as("seed %s run %s", seed, run).isEqualTo(whole);
      assertThat(new HashSet<>(whole)).as("seed %s run %s", seed, run).hasSize(whole.size());
    }
  }

  private void randomStep(Random random) {
    PhoneNumber number = random.nextBoolean() ? ONE : TWO;
    NumberFact fact = facts.get(number);
    Port port = fact == null ? null : fact.porting().port();
    long id = port == null ? 0 : port.id();
    switch (random.nextInt(7)) {
      case 0, 1 -> request(number, nowMs + random.nextInt(4) * 1_000L);
      case 2 -> say(Actor.AUTHORITY, new NumberCommand.ConfirmPort(number, id));
      case 3 -> say(Actor.AUTHORITY, new NumberCommand.CancelPort(number, id));
      case 4 -> say(Actor.AUTHORITY, new NumberCommand.ReversePort(number, id));
      case 5 -> say(ACME, assign(number));
      default -> watermark(random.nextInt(2_000));
    }
  }

  // ---- words

  private static NumberAssignment to(io.numroute.routing.IspId isp) {
    return new NumberAssignment(isp, null, null, null, Validity.ALWAYS);
  }

  private static NumberCommand assign(PhoneNumber number) {
    return new NumberCommand.Assign(number, to(World.ACME));
  }

  private long asked(PhoneNumber number, long atMs) {
    request(number, atMs);
    return version;
  }

  private void request(PhoneNumber number, long atMs) {
    say(BETA, new NumberCommand.RequestPort(number, to(World.BETA), atMs, TIMEOUT_MS, 1_000_000));
  }

  /** A refusal makes no fact about the number. */
  private void say(Actor actor, NumberCommand command) {
    NumberRules.Applied applied =
        NumberRules.apply(
            World.directory(),
            facts.get(command.number()),
            new Origin(++version, actor, nowMs),
            command);
    NumberFact fact = applied.fact();
    if (applied.verdict().accepted() && fact != null) {
      facts.put(command.number(), fact);
      topic.add(new Entry(command.number(), fact, nowMs));
    }
  }

  private void watermark(long afterMs) {
    nowMs += afterMs;
    topic.add(new Entry(null, null, nowMs));
  }

  private static List<String> told(List<Entry> topic) {
    return feed(new PortChanges(PortChanges.Place.BEGINNING), topic, 0);
  }

  private static List<String> feed(PortChanges changes, List<Entry> topic, int from) {
    List<String> told = new ArrayList<>();
    for (int i = from; i < topic.size(); i++) {
      Entry entry = topic.get(i);
      PhoneNumber number = entry.number;
      NumberFact fact = entry.fact;
      List<PortChanges.Change> made =
          number == null || fact == null
              ? changes.until(entry.atMs, i)
              : changes.with(number, fact, i);
      for (PortChanges.Change change : made) {
        told.add(
            "..%s %s %s %s %s"
                .formatted(
                    change.number().toString().substring(10),
                    change.port().id(),
                    change.port().state().word(),
                    change.atMs(),
                    change.actor()));
      }
    }
    return told;
  }
}
