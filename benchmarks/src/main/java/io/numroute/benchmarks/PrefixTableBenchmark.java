package io.numroute.benchmarks;

import io.numroute.routing.Digits;
import io.numroute.routing.PrefixTable;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The longest block of a number among a million blocks, beside a binary search for the same answer
 * in a sorted {@code long[]}, which is the least memory there is but cannot be changed without a
 * copy. Both find the same value; the setup checks it.
 *
 * <pre>
 *   mvn -q -pl benchmarks -am -DskipTests package
 *   java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main \
 *     PrefixTableBenchmark -prof gc
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgs = {"-Xms2g", "-Xmx2g", "-XX:+UseParallelGC"})
public class PrefixTableBenchmark {
  private static final int BLOCKS = 1_000_000;
  private static final int NUMBERS = 1 << 16;

  private PrefixTable<Integer> table = PrefixTable.empty();
  private long[] sorted = {};
  private int[] enclosing = {};
  private long[] numbers = {};
  private int next;

  /** Blocks of 4 to 10 digits in 200 calling codes, nested as chance has it. */
  @Setup(Level.Trial)
  public void fill() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    TreeSet<Long> blocks = new TreeSet<>(Long::compareUnsigned);
    while (blocks.size() < BLOCKS) {
      blocks.add(digits(random, 4 + random.nextInt(7)));
    }
    sorted = blocks.stream().mapToLong(Long::longValue).toArray();
    enclosing = new int[BLOCKS];
    for (int i = 0; i < BLOCKS; i++) {
      int above = i - 1;
      while (above >= 0 && !Digits.startsWith(sorted[i], sorted[above])) {
        above = enclosing[above];
      }
      enclosing[i] = above;
    }
    Integer[] values = new Integer[BLOCKS];
    Arrays.setAll(values, Integer::valueOf);

    long before = usedBytes();
    for (int i = 0; i < BLOCKS; i++) {
      table = table.with(sorted[i], values[i]);
    }
    long tableBytes = usedBytes() - before;
    System.out.printf(
        "memory per block: PrefixTable %.1f bytes, sorted long[] and int[] %.1f bytes%n",
        (double) tableBytes / BLOCKS, 12.0);

    numbers = new long[NUMBERS];
    for (int i = 0; i < NUMBERS; i++) {
      long number = random.nextInt(10) == 0 ? digits(random, 12) : sorted[random.nextInt(BLOCKS)];
      while (Digits.length(number) < 12) {
        number = Digits.append(number, random.nextInt(10));
      }
      numbers[i] = number;
      Integer match = table.longestMatch(number);
      int found = search(number);
      if ((match == null ? -1 : match) != found) {
        throw new AssertionError(Digits.toString(number) + ": " + match + " is not " + found);
      }
    }
  }

  private static long digits(RandomGenerator random, int length) {
    long digits = Digits.parse(Integer.toString(100 + random.nextInt(200)));
    while (Digits.length(digits) < length) {
      digits = Digits.append(digits, random.nextInt(10));
    }
    return digits;
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private long number() {
    return numbers[next++ & NUMBERS - 1];
  }

  /** What every measurement contains: the next number. */
  @Benchmark
  public long baseline() {
    return number();
  }

  @Benchmark
  public void prefixTable(Blackhole sink) {
    sink.consume(table.longestMatch(number()));
  }

  @Benchmark
  public int binarySearch() {
    return search(number());
  }

  /** Index of the longest prefix: the floor of the number in the sorted order, or around it. */
  private int search(long number) {
    int low = 0;
    int high = sorted.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(sorted[middle], number) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    int found = high;
    while (found >= 0 && !Digits.startsWith(number, sorted[found])) {
      found = enclosing[found];
    }
    return found;
  }
}
