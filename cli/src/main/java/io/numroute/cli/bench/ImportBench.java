package io.numroute.cli.bench;

import io.numroute.cli.client.Api;
import io.numroute.cli.client.BulkImport;
import io.numroute.cli.client.LineBatches;
import io.numroute.cli.client.Reply;
import io.numroute.replica.NumberCommands;
import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Proof;
import io.numroute.routing.Validity;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.NumberPartitions;
import io.numroute.schemas.TopicCatalogue;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * One run: in each round the perf tool sends as many records as the round has numbers, and an ISP
 * imports a table of that many numbers that are new, from the first byte to the moment at which the
 * last number of each partition is found by a router. The order changes from round to round. While
 * it imports, another ISP changes single numbers.
 */
final class ImportBench {
  private static final String ISP = "bulk";
  private static final String PREFIX = "447";
  private static final String OTHER_ISP = "single";
  private static final String OTHER_PREFIX = "448";
  private static final String PERF_TOPIC = "numroute.bench.perf";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Below that, the figures mean nothing anyway. */
  private static final int WORTH_WARMING_UP = 100_000;

  private static final long LOOK_NS = 2_000_000;

  private final int rounds;
  private final int numbers;
  private final Consumer<String> progress;
  private final Histogram updateNs = new Histogram(3);
  private long updates;
  private long written;

  /**
   * A run.
   *
   * @param numbers of a round
   * @param progress told what is being done, a line each
   */
  ImportBench(int rounds, int numbers, Consumer<String> progress) {
    this.rounds = rounds;
    this.numbers = numbers;
    this.progress = progress;
  }

  /** Runs it; all processes have ended when this returns. */
  ImportReport run(Path folder) throws IOException, InterruptedException {
    progress.accept("starting Kafka, a router and an ingest");
    int recordBytes = recordBytes();
    List<ImportReport.Round> done = new ArrayList<>();
    try (ImportFleet fleet = new ImportFleet(folder);
        AnswerCount results =
            new AnswerCount(
                fleet.kafka(), new TopicCatalogue(ImportFleet.NUMBER_PARTITIONS, (short) 1, 1))) {
      createPerfTopic(fleet);
      Api authority = Api.at(fleet.url(), fleet.authority().written());
      Api isp = admitted(authority, ISP, PREFIX);
      Api other = admitted(authority, OTHER_ISP, OTHER_PREFIX);
      written = directoryCommands();
      warmUp(folder, fleet, isp, recordBytes);
      for (int round = 0; round < rounds; round++) {
        progress.accept("round " + (round + 1) + " of " + rounds);
        Path table = table(folder, numbers);
        ImportReport.Side perf = round % 2 == 0 ? perf(folder, fleet, recordBytes, numbers) : null;
        Neighbour neighbour =
            new Neighbour(other, OTHER_ISP, number(OTHER_PREFIX, round), updateNs);
        ImportReport.Side imported;
        try (neighbour) {
          imported = imported(fleet, isp, table, numbers);
          updates += neighbour.end();
        }
        if (perf == null) {
          perf = perf(folder, fleet, recordBytes, numbers);
        }
        done.add(new ImportReport.Round(numbers, perf, imported));
      }
      long decided = results.await(TopicCatalogue.RESULTS, written + updates, PATIENCE);
      return new ImportReport(
          recordBytes,
          fleet.ingestHeapMib(),
          written - directoryCommands(),
          decided - directoryCommands() - updates,
          updateNs,
          done);
    }
  }

  /** Two ISPs, each with its block. */
  private static int directoryCommands() {
    return 4;
  }

  /** An ISP that is new and holds a block. */
  private static Api admitted(Api authority, String id, String prefix) throws IOException {
    good(authority.put("/v1/isps/" + id + "?wait=applied", "{\"name\":\"Bench\"}"));
    good(
        authority.put(
            "/v1/blocks/" + prefix + "?wait=applied",
            "{\"holder\":\"" + id + "\",\"totalLength\":12}"));
    Reply key =
        good(
            authority.post(
                "/v1/isps/" + id + "/keys", "application/json", BodyPublishers.ofString("{}")));
    Api isp = authority.as(key.text("key"));
    await("the ISP's key", () -> isp.get("/v1/isps/" + id).isGood());
    return isp;
  }

  private static Reply good(Reply reply) throws IOException {
    if (!reply.isGood()) {
      throw new IOException("the ingest says " + reply.complaint());
    }
    return reply;
  }

  private static void createPerfTopic(ImportFleet fleet) throws IOException, InterruptedException {
    try (Admin admin = Admin.create(fleet.kafka().admin())) {
      admin
          .createTopics(List.of(new NewTopic(PERF_TOPIC, ImportFleet.NUMBER_PARTITIONS, (short) 1)))
          .all()
          .get();
    } catch (ExecutionException e) {
      throw new IOException("the topic of the perf tool cannot be created", e);
    }
  }

  /** Until the compilers have seen both sides. */
  private void warmUp(Path folder, ImportFleet fleet, Api isp, int recordBytes)
      throws IOException, InterruptedException {
    if (numbers < WORTH_WARMING_UP) {
      return;
    }
    progress.accept("warming up");
    int some = Math.min(numbers, 300_000);
    perf(folder, fleet, recordBytes, some);
    imported(fleet, isp, table(folder, some), some);
  }

  private static ImportReport.Side perf(
      Path folder, ImportFleet fleet, int recordBytes, int records)
      throws IOException, InterruptedException {
    ImportFleet.Cpu before = fleet.cpu();
    ProducerPerf.Sent sent =
        ProducerPerf.run(
            folder, fleet.kafka().bootstrapServers(), PERF_TOPIC, records, recordBytes);
    long brokerNs = fleet.cpu().since(before).broker();
    return new ImportReport.Side(
        sent.perSecond(), new ImportFleet.Cpu(brokerNs, 0, 0, sent.cpuNs()));
  }

  /** A table of the next numbers, in order. */
  private Path table(Path folder, int rows) throws IOException {
    Path table = folder.resolve("numbers.csv");
    try (BufferedWriter out = Files.newBufferedWriter(table)) {
      out.write("number,isp\n");
      for (int i = 0; i < rows; i++) {
        out.write(number(written - directoryCommands() + i) + "," + ISP + "\n");
      }
    }
    return table;
  }

  private static String number(long index) {
    return number(PREFIX, index);
  }

  private static String number(String prefix, long index) {
    return String.format(Locale.ROOT, "+%s%09d", prefix, index);
  }

  /** From the first byte to the last number found. */
  private ImportReport.Side imported(ImportFleet fleet, Api isp, Path table, int rows)
      throws IOException, InterruptedException {
    ImportFleet.Cpu before = fleet.cpu();
    long begun = System.nanoTime();
    BulkImport.Total total;
    try (InputStream in = Files.newInputStream(table)) {
      total =
          new BulkImport(isp, "", PATIENCE, BulkImport.Total.NONE, new Strict())
              .run(new LineBatches(in, LineBatches.Notation.CSV, BulkImport.BATCH));
    }
    if (total.accepted() != rows) {
      throw new IOException(total.accepted() + " of " + rows + " lines were accepted");
    }
    for (String last : lastOfEachPartition(rows)) {
      await(last, () -> isp.get("/v1/numbers/" + Api.encoded(last)).isGood());
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    written += rows;
    fleet.mustBeAlive();
    return new ImportReport.Side(rows / seconds, fleet.cpu().since(before));
  }

  private Iterable<String> lastOfEachPartition(int rows) {
    Map<Integer, String> last = new TreeMap<>();
    long end = written - directoryCommands() + rows;
    for (long i = end - 1; last.size() < ImportFleet.NUMBER_PARTITIONS && i >= end - rows; i--) {
      String number = number(i);
      last.putIfAbsent(NumberPartitions.of(number, ImportFleet.NUMBER_PARTITIONS), number);
    }
    return last.values();
  }

  /** What holds sooner or later. */
  private interface Condition {
    boolean holds();
  }

  private static void await(String what, Condition condition) throws IOException {
    long giveUpNs = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > giveUpNs) {
        throw new IOException("not seen within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(LOOK_NS);
    }
  }

  /** Key and value of a command of this import. */
  private static int recordBytes() {
    PhoneNumber number = PhoneNumber.parse(number(0));
    NumberCommand command =
        new NumberCommand.Assign(
            number, new NumberAssignment(new IspId(ISP), null, null, null, Validity.ALWAYS));
    byte[] value =
        AvroFraming.singleObject()
            .encode(
                NumberCommands.toAvro(
                    command,
                    Actor.isp(new IspId(ISP)),
                    Proof.apiKey("a".repeat(12)),
                    Instant.now(),
                    1));
    return value.length + number.toString().length();
  }

  /** Every line is good. */
  private static final class Strict implements BulkImport.Watcher {
    @Override
    public void complained(BulkImport.Complaint complaint, byte[] line) throws IOException {
      throw new IOException("the ingest says of " + complaint);
    }

    @Override
    public void done(BulkImport.Total total, LineBatches.Position position) {}

    @Override
    public void waiting(String why) {}
  }
}
