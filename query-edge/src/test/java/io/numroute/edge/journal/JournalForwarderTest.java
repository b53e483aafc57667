package io.numroute.edge.journal;

import static io.numroute.edge.journal.AnswerJournalTest.await;
import static io.numroute.edge.journal.AnswerJournalTest.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.edge.journal.JournalSettings.Fsync;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NotLeaderOrFollowerException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalForwarderTest {
  private static final int SEGMENT = 16 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path directory;

  /** Every producer that was asked for, in order. */
  private final List<MockProducer<byte[], byte[]>> producers = new ArrayList<>();

  private AnswerJournal journal(long epoch) throws Exception {
    return AnswerJournal.open(
        new JournalSettings(directory, SEGMENT, 1L << 30, Fsync.NONE), "edge-1", epoch);
  }

  private JournalForwarder forwarder(AnswerJournal journal, boolean acknowledging)
      throws Exception {
    JournalForwarder forwarder =
        new JournalForwarder(
            journal,
            "answers",
            () -> {
              MockProducer<byte[], byte[]> producer =
                  new MockProducer<>(
                      acknowledging, null, new ByteArraySerializer(), new ByteArraySerializer());
              synchronized (producers) {
                producers.add(producer);
              }
              return producer;
            });
    forwarder.start();
    return forwarder;
  }

  private MockProducer<byte[], byte[]> producer(int index) {
    await(
        () -> {
          synchronized (producers) {
            return producers.size() > index;
          }
        });
    return producers.get(index);
  }

  private static void append(AnswerJournal journal, int from, int to) {
    for (int i = from; i < to; i++) {
      byte[] bytes = record(i);
      await(() -> journal.append(bytes, 0, bytes.length) >= 0);
    }
  }

  /** Checks order, chain and marks of what was sent for one epoch. */
  private static void verify(
      List<ProducerRecord<byte[], byte[]>> sent, long epoch, int from, int to, boolean again) {
    assertThat(sent).hasSize(to - from);
    AnswerChain chain = AnswerChain.start(epoch);
    for (int i = 0; i < to; i++) {
      byte[] scratch = Arrays.copyOf(record(i), record(i).length + AnswerTail.MAX_BYTES);
      byte[] expected = AnswerTail.complete(scratch, record(i).length, epoch, i, chain, again);
      if (i >= from) {
        assertThat(sent.get(i - from).value()).as("record %s", i).isEqualTo(expected);
        assertThat(sent.get(i - from).key()).isEqualTo("edge-1".getBytes());
      }
    }
  }

  private List<Path> segments() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(f -> f.toString().endsWith(".journal")).toList();
    }
  }

  @Test
  void aCleanClose_leavesNothing_andNothingIsSentTwice() throws Exception {
    try (AnswerJournal journal = journal(5)) {
      JournalForwarder forwarder = forwarder(journal, true);
      append(journal, 0, 300);
      journal.seal();
      assertThat(forwarder.finish(PATIENCE)).isTrue();
      assertThat(forwarder.recordsAcknowledged()).isEqualTo(300);
      assertThat(forwarder.backlog()).isZero();
    }
    verify(producer(0).history(), 5, 0, 300, false);
    assertThat(segments()).isEmpty();
    try (AnswerJournal journal = journal(6)) {
      JournalForwarder forwarder = forwarder(journal, true);
      append(journal, 0, 3);
      journal.seal();
      assertThat(forwarder.finish(PATIENCE)).isTrue();
    }
    verify(producer(1).history(), 6, 0, 3, false);
  }

  @Test
  void whatWasNotAcknowledged_isSentAgain_afterAStart_andSaysSo() throws Exception {
    try (AnswerJournal journal = journal(5)) {
      JournalForwarder forwarder = forwarder(journal, false);
      append(journal, 0, 200);
      MockProducer<byte[], byte[]> producer = producer(0);
      await(() -> producer.history().size() == 200);
      for (int i = 0; i < 120; i++) {
        assertThat(producer.completeNext()).isTrue();
      }
      await(() -> forwarder.recordsAcknowledged() == 120);
      assertThat(forwarder.finish(Duration.ZERO)).isFalse();
    }
    try (AnswerJournal journal = journal(6)) {
      JournalForwarder forwarder = forwarder(journal, true);
      journal.seal();
      assertThat(forwarder.finish(PATIENCE)).isTrue();
    }
    verify(producer(1).history(), 5, 120, 200, true);
    assertThat(segments()).isEmpty();
  }

  @Test
  void aSendThatFailsForGood_isTriedAgainByANewProducer_inOrder() throws Exception {
    try (AnswerJournal journal = journal(5)) {
      JournalForwarder forwarder = forwarder(journal, false);
      append(journal, 0, 50);
      MockProducer<byte[], byte[]> first = producer(0);
      await(() -> first.history().size() == 50);
      for (int i = 0; i < 10; i++) {
        first.completeNext();
      }
      first.errorNext(new NotLeaderOrFollowerException("gone"));
      MockProducer<byte[], byte[]> second = producer(1);
      await(() -> second.history().size() == 40);
      verify(second.history(), 5, 10, 50, true);
      while (second.completeNext()) {}
      await(() -> forwarder.recordsAcknowledged() == 50);
      assertThat(forwarder.trouble()).isNull();
      forwarder.close();
    }
  }

  @Test
  void segmentsAreDeleted_onlyBehindTheCheckpoint() throws Exception {
    try (AnswerJournal journal = journal(5)) {
      JournalForwarder forwarder = forwarder(journal, false);
      append(journal, 0, 200);
      MockProducer<byte[], byte[]> producer = producer(0);
      await(() -> !producer.history().isEmpty());
      assertThat(segments()).hasSizeGreaterThan(3);
      await(
          () -> {
            while (producer.completeNext()) {}
            return forwarder.recordsAcknowledged() == 200;
          });
      await(() -> journal.bytesOnDisk() <= 2L * SEGMENT);
      forwarder.close();
    }
  }

  @Test
  void aDamagedCheckpoint_sendsAgain_soMarked() throws Exception {
    try (AnswerJournal journal = journal(5)) {
      JournalForwarder forwarder = forwarder(journal, true);
      append(journal, 0, 5);
      await(() -> forwarder.recordsAcknowledged() == 5);
      forwarder.close();
    }
    Path checkpoint = directory.resolve("checkpoint");
    byte[] bytes = Files.readAllBytes(checkpoint);
    bytes[12] ^= 1;
    Files.write(checkpoint, bytes);
    try (AnswerJournal journal = journal(6)) {
      JournalForwarder forwarder = forwarder(journal, true);
      journal.seal();
      assertThat(forwarder.finish(PATIENCE)).isTrue();
    }
    verify(producer(1).history(), 5, 0, 5, true);
  }
}
