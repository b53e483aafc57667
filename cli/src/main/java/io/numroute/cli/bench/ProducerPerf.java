package io.numroute.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Kafka's own {@code kafka-producer-perf-test}, in a process of its own: what a broker takes from a
 * client that has nothing else to do.
 */
final class ProducerPerf {
  private static final Duration TIMEOUT = Duration.ofMinutes(30);

  /** As {@code 1000000 records sent, 351000.2 records/sec (33.50 MB/sec), ...}. */
  private static final Pattern RATE =
      Pattern.compile("^(\\d+) records sent, ([\\d.]+) records/sec");

  private ProducerPerf() {}

  /**
   * What the tool says.
   *
   * @param cpuNs of its process, start and all
   */
  record Sent(double perSecond, long cpuNs) {}

  /** Sends that many records of that size. */
  static Sent run(Path folder, String bootstrap, String topic, long records, int size)
      throws IOException, InterruptedException {
    Path log = folder.resolve("perf.log");
    Files.deleteIfExists(log);
    List<String> arguments =
        List.of(
            "--topic",
            topic,
            "--num-records",
            Long.toString(records),
            "--record-size",
            Integer.toString(size),
            "--throughput",
            "-1",
            "--producer-props",
            "bootstrap.servers=" + bootstrap,
            "acks=all",
            "compression.type=lz4");
    try (ChildProcess tool =
        ChildProcess.start(
            "producer-perf",
            log,
            List.of("-Xmx512m", "-XX:+UseParallelGC"),
            "org.apache.kafka.tools.ProducerPerformance",
            arguments)) {
      return sent(tool.awaitEnd(TIMEOUT), records);
    }
  }

  /** Of what the tool prints, the sum at the end. */
  static Sent sent(List<String> lines, long records) throws IOException {
    double perSecond = 0;
    long cpuNs = 0;
    for (String line : lines) {
      Matcher sum = RATE.matcher(line);
      if (sum.find() && Long.parseLong(sum.group(1)) == records && line.contains("99.9th")) {
        perSecond = Double.parseDouble(sum.group(2));
      } else if (line.startsWith(ChildProcess.CPU)) {
        cpuNs = Long.parseLong(line.substring(ChildProcess.CPU.length()));
      }
    }
    if (perSecond == 0) {
      throw new IOException("producer-perf did not say how fast it was");
    }
    return new Sent(perSecond, cpuNs);
  }
}
