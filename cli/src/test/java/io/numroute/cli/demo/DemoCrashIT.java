package io.numroute.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.cli.client.Api;
import io.numroute.cli.client.Reply;
import io.numroute.cli.terminal.Failure;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.Answer;
import io.numroute.schemas.avro.CommandResult;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code kill -9} of the whole demo in the middle of lookups and updates, again and again. Whoever
 * got an answer or an acknowledgement before it must find it afterwards.
 */
@Tag("heavy")
class DemoCrashIT {
  private static final int CRASHES = Integer.getInteger("numroute.crashes", 10);
  private static final String ASKING = "vodafone";
  private static final int NUMBERS = 200;
  private static final int ASKERS = 4;

  @TempDir Path temporary;

  /** Ids of queries that got an answer. */
  private final Set<String> answered = ConcurrentHashMap.newKeySet();

  /** Command id of each acknowledged update, and the ISP it named. */
  private final Map<String, String> acknowledged = new ConcurrentHashMap<>();

  /**
   * What may be true of each number: what the demo loaded or the newest acknowledged ISP, and those
   * sent after it.
   */
  private final Map<String, Set<String>> possible = new ConcurrentHashMap<>();

  private final Map<Integer, Thread> threads = new TreeMap<>();
  private volatile boolean going;

  /** Answers and acknowledgements until the process is killed. */
  private volatile CountDownLatch untilCrash = new CountDownLatch(0);

  @Test
  void nothingThatWasSaidIsLostOrContradicted() throws Exception {
    SplittableRandom random = new SplittableRandom();
    for (int i = 0; i < CRASHES; i++) {
      try (RunningDemo demo = RunningDemo.start(temporary)) {
        demo.await("ready");
        assertThat(demo.await("loaded")).startsWith(i == 0 ? "loaded in" : "loaded before");
        untilCrash = new CountDownLatch(random.nextInt(50, 1500));
        begin(demo);
        assertThat(untilCrash.await(1, TimeUnit.MINUTES)).isTrue();
        demo.kill();
        end();
      }
    }

    try (RunningDemo demo = RunningDemo.start(temporary)) {
      demo.await("ready");
      demo.await("loaded");
      System.out.printf(
          "DemoCrashIT: %d crashes, %d answers, %d acknowledged updates%n",
          CRASHES, answered.size(), acknowledged.size());
      everyAnswerIsLogged(demo);
      everyUpdateIsDecidedOnceAndAccepted(demo);
      everyNumberIsWhereItWasPutLast(demo);
    }
  }

  private void begin(RunningDemo demo) throws Exception {
    going = true;
    DemoFile file = demo.file();
    List<String> numbers =
        file.ported().stream().limit(NUMBERS).map(DemoFile.Ported::number).toList();
    for (DemoFile.Ported ported : file.ported()) {
      if (numbers.contains(ported.number())) {
        possible.putIfAbsent(ported.number(), new LinkedHashSet<>(Set.of(ported.isp())));
      }
    }
    Api edge = demo.edgeAs(ASKING);
    Api ingest = demo.ingest();
    for (int i = 0; i < ASKERS; i++) {
      int asker = i;
      start(i, () -> ask(edge, numbers, asker));
    }
    start(ASKERS, () -> update(ingest, numbers, file.isps()));
  }

  private void start(int number, Runnable work) {
    Thread thread = new Thread(work, "load-" + number);
    threads.put(number, thread);
    thread.start();
  }

  private void end() throws InterruptedException {
    going = false;
    for (Thread thread : threads.values()) {
      thread.join();
    }
    threads.clear();
  }

  private void ask(Api edge, List<String> numbers, int asker) {
    SplittableRandom random = new SplittableRandom(asker);
    while (going) {
      try {
        Reply reply = edge.get("/v1/routes/" + numbers.get(random.nextInt(numbers.size())));
        if (reply.isGood()) {
          answered.add(reply.text("queryId"));
          untilCrash.countDown();
        }
      } catch (Failure e) {
        return; // the crash
      }
    }
  }

  private void update(Api ingest, List<String> numbers, List<DemoFile.IspKey> isps) {
    SplittableRandom random = new SplittableRandom();
    while (going) {
      String number = numbers.get(random.nextInt(numbers.size()));
      String isp = isps.get(random.nextInt(isps.size())).id();
      possible.computeIfAbsent(number, key -> new LinkedHashSet<>()).add(isp);
      try {
        Reply reply = ingest.put("/v1/numbers/" + number, "{\"servingIsp\":\"" + isp + "\"}");
        if (reply.status() == 202) {
          acknowledged.put(reply.text("commandId"), isp);
          possible.put(number, new LinkedHashSet<>(Set.of(isp)));
          untilCrash.countDown();
        }
      } catch (Failure e) {
        return; // the crash
      }
    }
  }

  private void everyAnswerIsLogged(RunningDemo demo) throws Exception {
    Set<String> logged = new HashSet<>();
    TopicRecords.read(
            demo.file().kafka(),
            TopicCatalogue.ANSWERS,
            Answer.class,
            found -> found.size() >= answered.size())
        .forEach(answer -> logged.add(answer.getQueryId()));
    Set<String> missing = new HashSet<>(answered);
    missing.removeAll(logged);
    assertThat(missing).as("answers missing from the log").isEmpty();
  }

  private void everyUpdateIsDecidedOnceAndAccepted(RunningDemo demo) throws Exception {
    Map<String, String> decided = new HashMap<>();
    TopicRecords.read(
            demo.file().kafka(),
            TopicCatalogue.RESULTS,
            CommandResult.class,
            found -> found.size() >= acknowledged.size())
        .forEach(
            result -> {
              String id = result.getLog() + "." + result.getPartition() + "." + result.getOffset();
              String outcome = result.getStatus() + " " + result.getCode();
              String before = decided.put(id, outcome);
              assertThat(before).as(id).isIn(null, outcome);
            });
    for (String id : acknowledged.keySet()) {
      assertThat(decided.get(id)).as("result of " + id).isEqualTo("ACCEPTED null");
      assertThat(demo.ingest().get("/v1/commands/" + id).text("status")).isEqualTo("accepted");
    }
  }

  private void everyNumberIsWhereItWasPutLast(RunningDemo demo) throws Exception {
    Api edge = demo.edgeAs(ASKING);
    Map<String, String> wrong = new TreeMap<>();
    for (Map.Entry<String, Set<String>> number : possible.entrySet()) {
      String found = edge.get("/v1/routes/" + number.getKey()).text("servingIsp");
      if (!number.getValue().contains(found)) {
        wrong.put(number.getKey(), found + " instead of one of " + number.getValue());
      }
    }
    assertThat(wrong).as("of " + possible.size() + " numbers").isEmpty();
  }
}
