package io.numroute.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.avro.Answer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerLogCheckTest {
  private static final long EPOCH = 0x1234_5678_9abc_def0L;

  private final AvroFraming framing = AvroFraming.singleObject();

  /** A log as an edge writes it. */
  private List<Answer> log(int length) {
    List<Answer> log = new ArrayList<>();
    byte[] chain = AnswerChain.start(EPOCH);
    for (int sequence = 0; sequence < length; sequence++) {
      Answer answer = answer(sequence, chain);
      log.add(answer);
      chain = AnswerChain.next(chain, framing.encode(answer));
    }
    return log;
  }

  private static Answer answer(long sequence, byte[] previous) {
    return Answer.newBuilder()
        .setTopic("numroute.answers")
        .setQueryId("q" + sequence)
        .setEdge("edge-1")
        .setReceivedAtMs(java.time.Instant.EPOCH)
        .setKind("route")
        .setAskingIsp("acme")
        .setCredential("k")
        .setNumber("+447106123456")
        .setMedia("voice")
        .setAtMs(0)
        .setCallId(null)
        .setOrderSeed(1)
        .setMax(5)
        .setOutcome("routed")
        .setServingIsp("beta")
        .setGateways(List.of())
        .setDirectoryLog("d")
        .setDirectoryVersion(3)
        .setNumberLog("n")
        .setNumberPartition(0)
        .setNumberVersion(-1)
        .setNumbersDecided(9)
        .setSemantics(1)
        .setRouter("r")
        .setAgeMs(0)
        .setStale(false)
        .setValidUntilMs(60)
        .setStatus(200)
        .setEpoch(EPOCH)
        .setSequence(sequence)
        .setPreviousHash(ByteBuffer.wrap(previous))
        .setPossibleDuplicate(false)
        .build();
  }

  private AnswerLogCheck.Finding check(List<Answer> log) {
    AnswerLogCheck check = new AnswerLogCheck();
    log.forEach(answer -> check.add(answer, framing.encode(answer)));
    assertThat(check.findings()).hasSize(1);
    return check.findings().get(0);
  }

  @Test
  void aWholeLog_isSound() {
    AnswerLogCheck.Finding finding = check(log(100));
    assertThat(finding.sound()).isTrue();
    assertThat(finding.records()).isEqualTo(100);
  }

  @Test
  void aMissingRecord_isAGap() {
    List<Answer> log = log(10);
    log.remove(4);
    assertThat(check(log).gaps()).containsExactly(new AnswerLogCheck.Gap(4, 4));
  }

  @Test
  void aMissingFirstRecord_isAGap() {
    List<Answer> log = log(10);
    log.remove(0);
    assertThat(check(log).gaps()).containsExactly(new AnswerLogCheck.Gap(0, 0));
  }

  @Test
  void aRepetition_mustSaySo() {
    List<Answer> log = log(10);
    log.add(Answer.newBuilder(log.get(8)).setPossibleDuplicate(true).build());
    AnswerLogCheck.Finding marked = check(log);
    assertThat(marked.marked()).isEqualTo(1);
    assertThat(marked.sound()).isTrue();
    log.add(log.get(9));
    assertThat(check(log).unmarked()).isEqualTo(1);
    assertThat(check(log).sound()).isFalse();
  }

  @Test
  void aLateRecord_closesItsGap() {
    List<Answer> log = log(10);
    log.add(log.remove(3));
    log.remove(5);
    AnswerLogCheck.Finding finding = check(log);
    assertThat(finding.records()).isEqualTo(9);
    assertThat(finding.gaps()).hasSize(1);
  }

  /** Any change of any record but the last shows; the last one shows as soon as another follows. */
  @Test
  void aChangedRecord_isFound() {
    long seed = 20261122;
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      List<Answer> log = log(20);
      int victim = random.nextInt(19);
      Answer.Builder changed = Answer.newBuilder(log.get(victim));
      switch (random.nextInt(4)) {
        case 0 -> changed.setServingIsp("evil");
        case 1 -> changed.setNumber("+447106123457");
        case 2 -> changed.setNumberVersion(round);
        default -> changed.setStatus(404);
      }
      log.set(victim, changed.build());
      assertThat(check(log).broken())
          .as("seed %d round %d", seed, round)
          .containsExactly(victim + 1L);
    }
  }

  @Test
  void recordsOutOfOrder_areSound() {
    List<Answer> log = log(10);
    Collections.swap(log, 2, 3);
    assertThat(check(log).sound()).isTrue();
  }

  @Test
  void recordsRenumbered_areFound() {
    List<Answer> log = log(10);
    Answer second = Answer.newBuilder(log.get(2)).setSequence(3).build();
    log.set(2, Answer.newBuilder(log.get(3)).setSequence(2).build());
    log.set(3, second);
    assertThat(check(log).broken()).isNotEmpty();
  }
}
