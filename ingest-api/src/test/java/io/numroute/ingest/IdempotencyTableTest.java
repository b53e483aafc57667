package io.numroute.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.IdempotencyClaim;
import io.numroute.schemas.avro.IdempotencyOutcome;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdempotencyTableTest {
  private static final long DAY_MS = Duration.ofHours(24).toMillis();
  private static final long LEASE_MS = 20_000;
  private static final String LOG = "0f8fad5b-d9cb-469f-a165-70867728950e";

  private final IdempotencyTable table = new IdempotencyTable(100);

  @Test
  void theFirstClaimCounts() {
    table.claimed(claim("k", 1, null), 10);
    table.claimed(claim("k", 2, null), 10 + DAY_MS - 1);
    assertThat(holder("k", 10)).isEqualTo(name(1));
  }

  @Test
  void aClaimIsTakenOverByItsNameAfterItsLeaseOnly() {
    table.claimed(claim("k", 1, null), 10);
    table.claimed(claim("k", 2, 1), 10 + LEASE_MS - 1);
    table.claimed(claim("k", 3, 7), 10 + LEASE_MS);
    table.claimed(claim("k", 4, null), 10 + LEASE_MS);
    assertThat(holder("k", 10)).isEqualTo(name(1));
    table.claimed(claim("k", 5, 1), 10 + LEASE_MS);
    table.claimed(claim("k", 6, 1), 10 + 2 * LEASE_MS);
    assertThat(holder("k", 10)).isEqualTo(name(5));
    table.claimed(claim("k", 8, 5), 10 + 3 * LEASE_MS);
    assertThat(holder("k", 10)).isEqualTo(name(8));
    assertThat(found("k", 10).request())
        .as("commands are named after the first of them")
        .isEqualTo("key:" + name(1));
  }

  @Test
  void aClaimWithAnOutcomeIsNotTakenOver() {
    table.claimed(claim("k", 1, null), 10);
    table.became(outcome("k", 1, LOG + ".0.5"));
    table.claimed(claim("k", 2, 1), 10 + LEASE_MS);
    table.became(outcome("k", 1, null));
    table.became(outcome("k", 1, LOG + ".0.6"));
    assertThat(holder("k", 10)).isEqualTo(name(1));
    assertThat(found("k", 10).command()).hasToString(LOG + ".0.5");
  }

  @Test
  void nobodyTakesOverForAnotherTenantOrAnotherRequest() {
    table.claimed(claim("k", 1, null), 10);
    IdempotencyClaim stranger = claim("k", 2, 1);
    stranger.setActor("isp:beta");
    table.claimed(stranger, 10 + LEASE_MS);
    IdempotencyClaim other = claim("k", 3, 1);
    other.setFingerprint("other");
    table.claimed(other, 10 + LEASE_MS);
    assertThat(holder("k", 10)).isEqualTo(name(1));
  }

  @Test
  void whoWasReplacedHasNoSay() {
    table.claimed(claim("k", 1, null), 10);
    table.claimed(claim("k", 2, 1), 10 + LEASE_MS);
    table.became(outcome("k", 1, null));
    table.became(outcome("k", 1, LOG + ".0.5"));
    assertThat(holder("k", 10)).isEqualTo(name(2));
    assertThat(found("k", 10).command()).isNull();
  }

  @Test
  void aKeyThatWasGivenBackIsFreeButNotForATakeOver() {
    table.claimed(claim("k", 1, null), 10);
    table.became(outcome("k", 1, null));
    table.claimed(claim("k", 2, 1), 10 + LEASE_MS);
    assertThat(table.find("k", 10)).isNull();
    table.claimed(claim("k", 3, null), 11);
    assertThat(holder("k", 11)).isEqualTo(name(3));
  }

  @Test
  void aKeyIsFreeAfterADay() {
    table.claimed(claim("k", 1, null), 10);
    table.became(outcome("k", 1, LOG + ".0.5"));
    assertThat(table.find("k", 10 + DAY_MS)).isNull();
    table.claimed(claim("k", 2, null), 10 + DAY_MS);
    assertThat(holder("k", 10 + DAY_MS)).isEqualTo(name(2));
    table.claimed(claim("l", 3, null), 10 + 2 * DAY_MS);
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void aTenantWithThousandsOfKeysPushesOutItsOwn() {
    for (int i = 0; i < 40; i++) {
      table.claimed(claim("good" + i, i, null), i);
    }
    for (int i = 0; i < 5000; i++) {
      IdempotencyClaim hostile = claim("bad" + i, 1000 + i, null);
      hostile.setActor("isp:hostile");
      table.claimed(hostile, 100 + i);
      if (i != 3000) {
        table.became(outcome("bad" + i, 1000 + i, LOG + ".0." + i));
      }
    }
    assertThat(table.size()).isEqualTo(100);
    for (int i = 0; i < 40; i++) {
      assertThat(holder("good" + i, 0)).isEqualTo(name(i));
    }
    for (int i = 4941; i < 5000; i++) {
      assertThat(table.find("bad" + i, 0)).as("bad%d", i).isNotNull();
    }
    assertThat(table.find("bad3000", 0)).as("under way: others go first").isNotNull();
  }

  @Test
  void whatNoIngestWritesIsRefusedAndChangesNothing() {
    IdempotencyClaim broken = claim("k", 1, null);
    broken.setClaim("one");
    assertThatThrownBy(() -> table.claimed(broken, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(table.size()).isZero();
    table.claimed(claim("k", 1, null), 1);
    assertThatThrownBy(() -> table.became(outcome("k", 1, "five")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(found("k", 1).command()).isNull();
  }

  private IdempotencyTable.Entry found(String key, long nowMs) {
    return Objects.requireNonNull(table.find(key, nowMs));
  }

  private UUID holder(String key, long nowMs) {
    return found(key, nowMs).holder();
  }

  private static UUID name(int number) {
    return new UUID(0, number);
  }

  private static IdempotencyClaim claim(String key, int number, @Nullable Integer replaces) {
    return new IdempotencyClaim(
        TopicCatalogue.IDEMPOTENCY,
        key,
        "isp:acme",
        "fingerprint",
        name(number).toString(),
        replaces == null ? null : name(replaces).toString(),
        LEASE_MS,
        LOG,
        0,
        3L);
  }

  private static IdempotencyOutcome outcome(String key, int number, @Nullable String command) {
    return new IdempotencyOutcome(
        TopicCatalogue.IDEMPOTENCY, key, name(number).toString(), command);
  }
}
