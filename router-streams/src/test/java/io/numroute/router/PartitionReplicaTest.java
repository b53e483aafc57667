package io.numroute.router;

import static io.numroute.router.Facts.assigned;
import static io.numroute.router.Facts.digits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionReplicaTest {
  private static final String A = "+447106123456";
  private static final String B = "+447106123457";

  @TempDir Path directory;
  private final RocksMemory memory = new RocksMemory(16 << 20);
  private PartitionReplica replica = new PartitionReplica(0, Facts.LOG, memory);

  @AfterEach
  void close() {
    replica.detach(0);
    replica.closeTable(0, Long.MIN_VALUE);
    memory.close();
  }

  private byte[] put(String number, NumberFact fact) throws ReplicaGoneException {
    byte[] sent = Facts.RECORDS.fact(PhoneNumber.parse(number), fact, 0);
    Overlay.Entry entry = Facts.RECORDS.read(Keys.fact(PhoneNumber.parse(number)), sent);
    if (entry == null) {
      throw new AssertionError();
    }
    replica.put(entry);
    return sent;
  }

  private void again() {
    replica.detach(0);
    replica.closeTable(0, Long.MIN_VALUE);
    replica = new PartitionReplica(0, Facts.LOG, memory);
    replica.attach(directory);
  }

  @Test
  void aFactIsSeenWhenTheTopicHasIt() throws Exception {
    replica.attach(directory);
    byte[] first = put(A, assigned("acme", 1));
    assertThat(replica.newest(digits(A))).isEqualTo(assigned("acme", 1));
    assertThat(replica.fact(digits(A))).isNull();
    assertThat(replica.decidedThrough()).isEqualTo(-1);

    replica.acknowledged(first);
    byte[] second = put(A, assigned("beta", 2));
    assertThat(replica.fact(digits(A))).isEqualTo(assigned("acme", 1));
    assertThat(replica.decidedThrough()).isEqualTo(1);

    replica.flush();
    assertThat(replica.fact(digits(A))).isEqualTo(assigned("acme", 1));
    replica.acknowledged(second);
    assertThat(replica.fact(digits(A))).isEqualTo(assigned("beta", 2));
    replica.flush();
    assertThat(replica.fact(digits(A))).isEqualTo(assigned("beta", 2));
  }

  @Test
  void whatTheTopicDoesNotHaveIsForgotten() throws Exception {
    replica.attach(directory);
    replica.acknowledged(put(A, assigned("acme", 1)));
    byte[] lost = put(A, assigned("beta", 2));
    byte[] behind = put(B, assigned("beta", 3));
    replica.sendFailed();
    replica.acknowledged(lost);
    replica.acknowledged(behind);
    replica.flush();
    replica.detach(0);

    assertThat(replica.fact(digits(A))).isEqualTo(assigned("acme", 1));
    assertThat(replica.fact(digits(B))).isNull();
    assertThat(replica.decidedThrough()).isEqualTo(1);
    replica.attach(directory);
    assertThat(replica.newestPut()).isEqualTo(1);
    assertThat(replica.newest(digits(A))).isEqualTo(assigned("acme", 1));
  }

  @Test
  void anAcknowledgementOfAnEarlierLifeIsNoNews() throws Exception {
    replica.attach(directory);
    byte[] early = put(A, assigned("acme", 1));
    replica.detach(0);
    replica.attach(directory);
    replica.acknowledged(early);
    assertThat(replica.fact(digits(A))).isNull();
    assertThat(replica.decidedThrough()).isEqualTo(-1);
  }

  @Test
  void flushedFactsAndHowFarTheyGoSurviveTogether() throws Exception {
    assertThat(replica.attach(directory)).as("empty").isTrue();
    replica.acknowledged(put(A, assigned("acme", 4)));
    replica.flush();
    put(B, assigned("acme", 9));
    again();
    assertThat(replica.fact(digits(A))).isEqualTo(assigned("acme", 4));
    assertThat(replica.fact(digits(B))).isNull();
    assertThat(replica.decidedThrough()).isEqualTo(4);
    assertThat(replica.ageMs(10)).isEqualTo(6);
  }

  @Test
  void versionsOnlyGrowInARestore() throws Exception {
    replica.attach(directory);
    replica.restore(
        List.of(
            Facts.entry(A, assigned("acme", 5, 50)),
            Facts.entry(A, assigned("zombie", 3, 60)),
            Facts.entry(B, assigned("zombie", 5, 60)),
            Facts.watermark(4, 99)));
    assertThat(replica.fact(digits(A))).isEqualTo(assigned("acme", 5, 50));
    assertThat(replica.fact(digits(B))).isNull();
    assertThat(replica.decidedThrough()).isEqualTo(5);
    assertThat(replica.ageMs(100)).isEqualTo(50);
    replica.restore(List.of(Facts.watermark(5, 70)));
    assertThat(replica.ageMs(100)).isEqualTo(30);
  }

  @Test
  void factsOfAnotherLogAreNotOurs() throws Exception {
    replica.attach(directory);
    replica.acknowledged(put(A, assigned("acme", 4)));
    replica.flush();
    close();
    replica = new PartitionReplica(0, Facts.OTHER_LOG, new RocksMemory(16 << 20));
    assertThat(replica.attach(directory)).as("empty").isTrue();
    assertThat(replica.fact(digits(A))).isNull();
  }

  @Test
  void answersGoOnWithoutATaskUntilTheGraceIsOver() throws Exception {
    replica.attach(directory);
    replica.acknowledged(put(A, assigned("acme", 4)));
    replica.detach(1000);
    assertThat(replica.closeTable(1999, 1000)).isFalse();
    assertThat(replica.fact(digits(A))).isEqualTo(assigned("acme", 4));
    assertThat(replica.closeTable(2000, 1000)).isTrue();
    assertThatExceptionOfType(ReplicaGoneException.class).isThrownBy(() -> replica.fact(digits(A)));
    assertThat(replica.ageMs(5)).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CURRENT", "MANIFEST", ".sst", "IDENTITY"})
  void aDamagedTableIsNeverAWrongAnswer(String what) throws Exception {
    for (int seed = 0; seed < 6; seed++) {
      Path table = directory.resolve(what + seed);
      fill(table);
      damage(table, what, new Random(seed));
      PartitionReplica damaged = new PartitionReplica(0, Facts.LOG, memory);
      boolean empty = damaged.attach(table);
      boolean refused = empty;
      for (int i = 0; i < 2000 && !empty; i++) {
        try {
          assertThat(damaged.fact(digits(numbered(i)))).isEqualTo(assigned("acme", i + 1));
        } catch (ReplicaGoneException e) {
          refused = true;
        }
      }
      damaged.detach(0);
      boolean emptyAgain = damaged.attach(table);
      assertThat(emptyAgain).as("begun anew after a refusal, seed " + seed).isEqualTo(refused);
      damaged.detach(0);
      damaged.closeTable(0, Long.MIN_VALUE);
    }
  }

  private static String numbered(int i) {
    return "+4471" + (10_000_000 + i);
  }

  private void fill(Path table) throws ReplicaGoneException {
    PartitionReplica whole = new PartitionReplica(0, Facts.LOG, memory);
    whole.attach(table);
    List<Overlay.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      entries.add(Facts.entry(numbered(i), assigned("acme", i + 1)));
    }
    whole.restore(entries);
    whole.flush();
    whole.detach(0);
    whole.closeTable(0, Long.MIN_VALUE);
  }

  private static void damage(Path table, String what, Random random) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      for (Path file : files.filter(f -> f.getFileName().toString().contains(what)).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < 5; i++) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
        }
        Files.write(file, bytes);
      }
    }
  }

  @Test
  void readersNeverMeetAClosedTable() throws Exception {
    AtomicBoolean end = new AtomicBoolean();
    AtomicLong reads = new AtomicLong();
    AtomicReference<Throwable> wrong = new AtomicReference<>();
    fill(directory);
    replica.attach(directory);
    List<Thread> readers = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread reader = new Thread(() -> read(end, reads, wrong));
      reader.start();
      readers.add(reader);
    }
    for (int i = 0; i < 100; i++) {
      long before = reads.get();
      replica.detach(0);
      replica.closeTable(0, Long.MIN_VALUE);
      replica.attach(directory);
      while (reads.get() < before + 50 && wrong.get() == null) {
        Thread.onSpinWait();
      }
    }
    end.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(wrong.get()).isNull();
  }

  private void read(AtomicBoolean end, AtomicLong reads, AtomicReference<Throwable> wrong) {
    for (int i = 0; !end.get(); i = (i + 1) % 2000) {
      try {
        assertThat(replica.fact(digits(numbered(i)))).isEqualTo(assigned("acme", i + 1));
        reads.incrementAndGet();
      } catch (ReplicaGoneException e) {
        Thread.onSpinWait();
      } catch (Throwable e) {
        wrong.compareAndSet(null, e);
        return;
      }
    }
  }
}
