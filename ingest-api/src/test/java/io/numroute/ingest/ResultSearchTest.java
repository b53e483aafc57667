package io.numroute.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.schemas.avro.CommandResult;
import io.numroute.schemas.avro.ResultStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResultSearchTest {
  private static final UUID LOG = new UUID(1, 2);

  @Test
  void findsEachCommandInSimpleOrder() {
    Results results = new Results(1, 2, 3, 5, 6);
    assertThat(results.find(1)).isEqualTo("1");
    assertThat(results.find(6)).isEqualTo("6");
    assertThat(results.find(4)).isEqualTo("absent");
    assertThat(results.find(0)).isEqualTo("absent");
    assertThat(results.find(7)).isEqualTo("pending");
  }

  @Test
  void nothingIsDecidedInAnEmptyPartition() {
    assertThat(new Results().find(1)).isEqualTo("pending");
  }

  @Test
  void findsWhatWasSentAgain() {
    Results results = new Results(1, 2, 3, 4, 5, 3, 4, 5, 6, 7);
    for (int command = 1; command <= 7; command++) {
      assertThat(results.find(command)).isEqualTo("" + command);
    }
    assertThat(results.find(8)).isEqualTo("pending");
  }

  @Test
  void whatRetentionTookIsAbsent() {
    Results results = new Results(1, 2, 3, 4, 5);
    results.begin = 2;
    assertThat(results.find(2)).isEqualTo("absent");
    assertThat(results.find(3)).isEqualTo("3");
  }

  @Test
  void unreadableRecordsAreStepsOver() {
    Results results = new Results(1, -1, -1, 2, -1, 3, -1, -1);
    assertThat(results.find(1)).isEqualTo("1");
    assertThat(results.find(2)).isEqualTo("2");
    assertThat(results.find(3)).isEqualTo("3");
    assertThat(results.find(4)).isEqualTo("pending");
  }

  @Test
  void resultsOfAnEarlierLogComeBefore() {
    Results results = new Results(1, 2, 3);
    results.foreign = 900;
    assertThat(results.find(1)).isEqualTo("1");
    assertThat(results.find(4)).isEqualTo("pending");
  }

  @Test
  void agreesWithAScanOverRandomCrashes() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int run = 0; run < 500; run++) {
      List<Long> commands = new ArrayList<>();
      for (long c = 1; c < 200; c++) {
        if (random.nextInt(10) > 0) {
          commands.add(c); // the others were no commands
        }
      }
      List<Long> sent = new ArrayList<>();
      int next = 0;
      while (next < commands.size()) {
        int until = Math.min(commands.size(), next + 1 + random.nextInt(60));
        sent.addAll(commands.subList(next, until));
        next = until == commands.size() ? until : Math.max(0, until - random.nextInt(30));
      }
      Results results = new Results(sent.stream().mapToLong(Long::longValue).toArray());
      Set<Long> all = new TreeSet<>(sent);
      for (long c = 0; c < 205; c++) {
        String expected =
            all.contains(c) ? "" + c : c > commands.get(commands.size() - 1) ? "pending" : "absent";
        assertThat(results.find(c)).as("seed %d, command %d", seed, c).isEqualTo(expected);
      }
      assertThat(results.reads).as("reads of all searches").isLessThan(205 * 16);
    }
  }

  /** One partition in memory; a negative number is a record that cannot be read. */
  private static final class Results implements ResultLog {
    private final long[] commands;
    private long begin;
    private int foreign;
    private int reads;

    Results(long... commands) {
      this.commands = commands;
    }

    String find(long command) {
      ResultSearch.Found found = new ResultSearch(this).find(3, LOG, command);
      if (found instanceof ResultSearch.Found.Decided decided) {
        return "" + decided.result().getOffset();
      }
      return found instanceof ResultSearch.Found.Pending ? "pending" : "absent";
    }

    @Override
    public long begin(int partition) {
      return begin;
    }

    @Override
    public long end(int partition) {
      return (long) foreign + commands.length;
    }

    @Override
    public @Nullable Entry read(int partition, long offset, long end) {
      reads++;
      for (long at = offset; at < end; at++) {
        long command = at < foreign ? at + 5 : commands[(int) at - foreign];
        if (command >= 0) {
          UUID log = at < foreign ? new UUID(9, 9) : LOG;
          return new Entry(
              at,
              new CommandResult(
                  log.toString(),
                  partition,
                  command,
                  "+44",
                  ResultStatus.ACCEPTED,
                  null,
                  null,
                  7L));
        }
      }
      return null;
    }
  }
}
