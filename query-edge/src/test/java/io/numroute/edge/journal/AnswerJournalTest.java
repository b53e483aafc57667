package io.numroute.edge.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.edge.journal.JournalSettings.Fsync;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerJournalTest {
  private static final int SEGMENT = 16 << 10;

  @TempDir Path directory;

  private static Segment oldest(AnswerJournal journal) {
    return Objects.requireNonNull(journal.segmentFrom(0));
  }

  private AnswerJournal open(long epoch) throws IOException {
    return open(epoch, 64L * SEGMENT, Fsync.NONE);
  }

  private AnswerJournal open(long epoch, long maxBytes, Fsync fsync) throws IOException {
    return AnswerJournal.open(
        new JournalSettings(directory, SEGMENT, maxBytes, fsync), "edge-1", epoch);
  }

  static byte[] record(long seed) {
    Random random = new Random(seed);
    byte[] bytes = new byte[100 + random.nextInt(400)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Appends, and waits for the next segment when that is all that is missing. */
  private static long append(AnswerJournal journal, byte[] bytes) {
    await(() -> journal.records() == 0 || journal.trouble() == null);
    long sequence = journal.append(bytes, 0, bytes.length);
    while (sequence == AnswerJournal.NOT_READY) {
      Thread.onSpinWait();
      sequence = journal.append(bytes, 0, bytes.length);
    }
    return sequence;
  }

  static void await(BooleanSupplier condition) {
    long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadlineNs).as("waited too long").isNegative();
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Every record of an epoch, in order, as the forwarder would read it. */
  private static List<byte[]> read(AnswerJournal journal, long epoch) {
    List<byte[]> records = new ArrayList<>();
    for (Segment segment = journal.segmentFrom(0);
        segment != null;
        segment = journal.segmentFrom(segment.number() + 1)) {
      if (segment.epoch() == epoch) {
        SegmentReader reader = new SegmentReader(segment);
        assertThat(reader.sequence()).isEqualTo(records.size());
        while (reader.next() == SegmentReader.Step.RECORD) {
          records.add(java.util.Arrays.copyOf(reader.bytes(), reader.length()));
        }
      }
    }
    return records;
  }

  @Test
  void whatWasAppended_isRead_overManySegments() throws Exception {
    try (AnswerJournal journal = open(7)) {
      for (int i = 0; i < 500; i++) {
        assertThat(append(journal, record(i))).isEqualTo(i);
      }
      List<byte[]> records = read(journal, 7);
      assertThat(records).hasSize(500);
      for (int i = 0; i < 500; i++) {
        assertThat(records.get(i)).isEqualTo(record(i));
      }
      assertThat(journal.bytesOnDisk()).isGreaterThan(5L * SEGMENT);
    }
  }

  @Test
  void aNewStart_isANewEpoch_afterWhatTheOldOneLeft() throws Exception {
    try (AnswerJournal journal = open(1)) {
      append(journal, record(1));
    }
    try (AnswerJournal journal = open(2)) {
      assertThat(append(journal, record(2))).isZero();
      assertThat(read(journal, 1)).hasSize(1);
      assertThat(read(journal, 2)).hasSize(1);
      assertThat(journal.segmentFrom(0)).satisfies(s -> assertThat(s.epoch()).isEqualTo(1));
    }
  }

  @Test
  void aFullJournal_refuses_andTakesMoreOnceASegmentIsForwarded() throws Exception {
    try (AnswerJournal journal = open(3, 3L * SEGMENT, Fsync.NONE)) {
      long last = 0;
      for (int i = 0; last >= 0 || last == AnswerJournal.NOT_READY; i++) {
        last = journal.append(record(i), 0, record(i).length);
      }
      assertThat(last).isEqualTo(AnswerJournal.FULL);
      assertThat(journal.trouble()).contains("full");
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files.filter(f -> f.toString().endsWith(".journal"))).hasSize(3);
      }
      Segment oldest = oldest(journal);
      long before = journal.records();
      journal.forwarded(oldest);
      await(() -> journal.append(record(9), 0, record(9).length) == before);
    }
  }

  @Test
  void twoEdges_cannotShareADirectory() throws Exception {
    try (AnswerJournal journal = open(1)) {
      assertThatThrownBy(() -> open(2))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is in use by another edge");
      assertThat(append(journal, record(0))).isZero();
    }
  }

  @Test
  void aTornTail_endsTheSegment_andNothingBeforeItIsLost() throws Exception {
    Path file;
    int lastRecord;
    try (AnswerJournal journal = open(1)) {
      for (int i = 0; i < 10; i++) {
        append(journal, record(i));
      }
      Segment segment = oldest(journal);
      file = segment.file();
      SegmentReader reader = new SegmentReader(segment);
      for (int i = 0; i < 9; i++) {
        assertThat(reader.next()).isEqualTo(SegmentReader.Step.RECORD);
      }
      lastRecord = reader.position();
    }
    try (RandomAccessFile torn = new RandomAccessFile(file.toFile(), "rw")) {
      torn.seek(lastRecord + Segment.RECORD_HEADER_BYTES + 50);
      torn.write(new byte[(int) (torn.length() - torn.getFilePointer())]);
    }
    try (AnswerJournal journal = open(2)) {
      assertThat(read(journal, 1)).hasSize(9);
    }
  }

  @Test
  void aFlippedBit_anywhereInARecord_isNoticed() throws Exception {
    Path file;
    try (AnswerJournal journal = open(1)) {
      append(journal, record(5));
      Segment segment = oldest(journal);
      file = segment.file();
    }
    byte[] good = Files.readAllBytes(file);
    int bytes = Segment.RECORD_HEADER_BYTES + record(5).length;
    for (int at = 0; at < bytes; at += 7) {
      byte[] bad = good.clone();
      bad[Segment.HEADER_BYTES + at] ^= 0x10;
      Files.write(file, bad);
      Segment segment = Objects.requireNonNull(Segment.reopen(file));
      assertThat(new SegmentReader(segment).next())
          .as("byte %s", at)
          .isEqualTo(SegmentReader.Step.DAMAGED);
      segment.close();
    }
  }

  @Test
  void aDamagedHeader_isSetAside_neverDeleted() throws Exception {
    Path file;
    try (AnswerJournal journal = open(1)) {
      append(journal, record(5));
      Segment segment = oldest(journal);
      file = segment.file();
    }
    byte[] bytes = Files.readAllBytes(file);
    bytes[20] ^= 1;
    Files.write(file, bytes);
    open(2).close();
    assertThat(file).doesNotExist();
    assertThat(file.resolveSibling(file.getFileName() + ".damaged")).hasBinaryContent(bytes);
  }

  @Test
  void withFsync_answersWaitForTheDisk_inGroups() throws Exception {
    try (AnswerJournal journal = open(1, 64L * SEGMENT, Fsync.GROUP)) {
      CountDownLatch durable = new CountDownLatch(200);
      for (int i = 0; i < 200; i++) {
        long sequence = append(journal, record(i));
        journal.whenDurable(
            sequence,
            System.nanoTime() + TimeUnit.SECONDS.toNanos(20),
            inTime -> {
              assertThat(inTime).isTrue();
              durable.countDown();
            });
      }
      assertThat(durable.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void manyThreads_getDenseSequences_andNoRecordIsMixed() throws Exception {
    int threads = 4;
    int each = 500;
    try (AnswerJournal journal = open(1, 1L << 30, Fsync.NONE)) {
      Thread[] writers = new Thread[threads];
      for (int t = 0; t < threads; t++) {
        int writer = t;
        writers[t] =
            new Thread(
                () -> {
                  for (int i = 0; i < each; i++) {
                    append(journal, record(writer * 1_000_000L + i));
                  }
                });
        writers[t].start();
      }
      for (Thread writer : writers) {
        writer.join();
      }
      List<byte[]> records = read(journal, 1);
      assertThat(records).hasSize(threads * each);
      int[] next = new int[threads];
      for (byte[] read : records) {
        boolean known = false;
        for (int t = 0; t < threads && !known; t++) {
          if (next[t] < each && java.util.Arrays.equals(read, record(t * 1_000_000L + next[t]))) {
            next[t]++;
            known = true;
          }
        }
        assertThat(known).isTrue();
      }
    }
  }

  @Test
  void kill9_losesNothingThatWasAcknowledged() throws Exception {
    for (int round = 0; round < 20; round++) {
      Path dir = directory.resolve("round" + round);
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xmx64m",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  AppendingChild.class.getName(),
                  dir.toString())
              .redirectErrorStream(true)
              .start();
      long acknowledged = -1;
      boolean killed = false;
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(child.getInputStream(), StandardCharsets.US_ASCII))) {
        long enough = 50 + 97L * round;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          acknowledged = line.matches("[0-9]+") ? Long.parseLong(line) : acknowledged;
          if (acknowledged >= enough && !killed) {
            killed = child.toHandle().destroyForcibly(); // kill -9; what it had said is still read
          }
        }
      }
      assertThat(killed).isTrue();
      assertThat(child.waitFor()).isEqualTo(128 + 9);
      assertThat(acknowledged).as("round %s", round).isGreaterThanOrEqualTo(50);
      try (AnswerJournal journal =
          AnswerJournal.open(
              new JournalSettings(dir, SEGMENT, 1L << 30, Fsync.NONE), "edge-1", 99)) {
        List<byte[]> records = read(journal, AppendingChild.EPOCH);
        assertThat(records.size()).as("round %s", round).isGreaterThan((int) acknowledged);
        for (int i = 0; i <= acknowledged; i++) {
          assertThat(records.get(i)).isEqualTo(record(i));
        }
      }
    }
  }
}
