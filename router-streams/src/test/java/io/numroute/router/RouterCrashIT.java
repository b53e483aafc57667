package io.numroute.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.broker.EmbeddedBroker;
import io.numroute.hop.Routers;
import io.numroute.replica.NumberFacts;
import io.numroute.routing.Actor;
import io.numroute.routing.Directory;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.NumberFact;
import io.numroute.routing.NumberRules;
import io.numroute.routing.Origin;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Prefix;
import io.numroute.routing.Validity;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.CommandResult;
import io.numroute.schemas.avro.FactKind;
import io.numroute.schemas.avro.ResultStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A router is killed again and again while commands come in. Afterwards each command has exactly
 * one fact, all its results say the same, and a pure computation from the logs agrees with
 * everything.
 */
@Tag("heavy")
class RouterCrashIT {
  private static final int PARTITIONS = 2;
  private static final int KILLS = 6;
  private static final int NUMBERS = 200;
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final TopicCatalogue CATALOGUE = new TopicCatalogue(PARTITIONS, (short) 1, 1);

  private record Place(int partition, long offset) {}

  private record Said(Actor actor, NumberCommand command) {}

  @TempDir Path directory;
  private final Map<Place, Said> said =
      new TreeMap<>(
          java.util.Comparator.comparingInt(Place::partition).thenComparingLong(Place::offset));
  private final List<Directory> directories = new ArrayList<>();

  @Test
  void everyCommandHasOneVerdictThatAPureComputationGives() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    try (EmbeddedBroker broker = EmbeddedBroker.start(directory.resolve("broker"), 0);
        Writer writer = new Writer(broker.bootstrapServers())) {
      KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
      CATALOGUE.ensure(kafka, AvroFraming.singleObject(), SOON);
      directories.add(Directory.empty().skip(0));
      tell(writer, World.isp(World.ACME));
      tell(writer, World.isp(World.BETA));
      tell(writer, World.block("4471", World.ACME));
      tell(writer, World.block("4472", World.BETA));

      killWhileWriting(broker, writer, new Random(seed));

      try (Router router =
              new Router(
                  RouterConfig.local("r1", directory.resolve("state")),
                  kafka,
                  AvroFraming.singleObject(),
                  CATALOGUE);
          Log results = new Log(broker.bootstrapServers(), TopicCatalogue.RESULTS);
          Log facts = new Log(broker.bootstrapServers(), TopicCatalogue.NUMBER_FACTS)) {
        router.start();
        Map<Place, CommandResult> told = new HashMap<>();
        results.until(SOON, all -> resultsOfNumbers(all, told) == said.size());
        Map<PhoneNumber, NumberFact> current = recompute(facts.toEnd(), told);
        compare(router.local(), current);
      }
    }
  }

  private void killWhileWriting(EmbeddedBroker broker, Writer writer, Random random)
      throws Exception {
    Path log = directory.resolve("router.log");
    AtomicBoolean end = new AtomicBoolean();
    Thread writing = new Thread(() -> write(writer, new Random(random.nextLong()), end));
    try (Log results = new Log(broker.bootstrapServers(), TopicCatalogue.RESULTS)) {
      writing.start();
      for (int kill = 0; kill < KILLS; kill++) {
        Process router =
            RouterProcess.start(
                broker.bootstrapServers(), directory.resolve("state"), PARTITIONS, log.toFile());
        try {
          int before = results.toEnd().size();
          int more = 100 + random.nextInt(400);
          results.until(
              SOON,
              all -> {
                if (!router.isAlive()) {
                  throw new AssertionError("the router ended by itself: " + text(log));
                }
                return all.size() >= before + more;
              });
        } finally {
          router.destroyForcibly().waitFor();
        }
      }
    } finally {
      end.set(true);
      writing.join();
    }
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }

  /** Assigns and withdraws a few numbers, mostly, and now and then moves a block. */
  private void write(Writer writer, Random random, AtomicBoolean end) {
    try {
      for (int i = 0; !end.get(); i++) {
        if (i % 50 == 49) {
          boolean there =
              directories.get(directories.size() - 1).block(Prefix.parse("44711")) != null;
          tell(
              writer,
              there
                  ? new DirectoryCommand.DeleteBlock(Prefix.parse("44711"))
                  : World.block("44711", World.BETA));
        }
        IspId actor = random.nextBoolean() ? World.ACME : World.BETA;
        IspId serving = random.nextBoolean() ? World.ACME : World.BETA;
        PhoneNumber number =
            PhoneNumber.parse(
                "+4471" + (10_000_000 + 7_654_321 * random.nextInt(NUMBERS) % 89_999_999));
        NumberCommand command =
            random.nextInt(3) == 0
                ? new NumberCommand.Withdraw(number)
                : new NumberCommand.Assign(
                    number, new NumberAssignment(serving, null, null, null, Validity.ALWAYS));
        RecordMetadata place = writer.number(Actor.isp(actor), command);
        said.put(new Place(place.partition(), place.offset()), new Said(Actor.isp(actor), command));
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void tell(Writer writer, DirectoryCommand command) throws Exception {
    long offset = writer.directory(Actor.AUTHORITY, command);
    Directory before = directories.get(directories.size() - 1);
    directories.add(before.apply(new Origin(offset, Actor.AUTHORITY, 0), command).directory());
  }

  /**
   * Adds to {@code told}, sees that repetitions agree, and returns how many commands were told of.
   */
  private static int resultsOfNumbers(List<SpecificRecord> all, Map<Place, CommandResult> told) {
    for (SpecificRecord next : all) {
      CommandResult result = (CommandResult) next;
      if (result.getEntity().startsWith("+")) {
        CommandResult before =
            told.putIfAbsent(new Place(result.getPartition(), result.getOffset()), result);
        if (before != null) {
          assertThat(result).isEqualTo(before);
        }
      }
    }
    return told.size();
  }

  /** The facts that the logs give, after a check that each record of the topic is what follows. */
  private Map<PhoneNumber, NumberFact> recompute(
      List<SpecificRecord> facts, Map<Place, CommandResult> told) throws Exception {
    Map<Integer, Long> newest = new HashMap<>();
    Map<Place, io.numroute.schemas.avro.NumberFact> byCommand = new HashMap<>();
    for (SpecificRecord next : facts) {
      var fact = (io.numroute.schemas.avro.NumberFact) next;
      if (fact.getKind() != FactKind.WATERMARK) {
        Long before = newest.put(fact.getCommandPartition(), fact.getCommandOffset());
        assertThat(fact.getCommandOffset()).isGreaterThan(before == null ? 0 : before);
        byCommand.put(new Place(fact.getCommandPartition(), fact.getCommandOffset()), fact);
      }
    }
    assertThat(byCommand.keySet()).isEqualTo(said.keySet());
    assertThat(told.keySet()).isEqualTo(said.keySet());

    Map<PhoneNumber, NumberFact> current = new HashMap<>();
    for (Map.Entry<Place, Said> entry : said.entrySet()) {
      var written = byCommand.get(entry.getKey());
      CommandResult result = told.get(entry.getKey());
      if (written == null || result == null) {
        throw new AssertionError();
      }
      NumberCommand command = entry.getValue().command();
      NumberRules.Applied applied =
          NumberRules.apply(
              directories.get((int) written.getDirectoryVersion()),
              current.get(command.number()),
              new Origin(
                  written.getCommandOffset(), entry.getValue().actor(), written.getCommandTimeMs()),
              command);
      assertThat(result.getStatus())
          .isEqualTo(applied.verdict().accepted() ? ResultStatus.ACCEPTED : ResultStatus.REFUSED);
      assertThat(written.getKind() != FactKind.REFUSED).isEqualTo(applied.verdict().accepted());
      NumberFact fact = NumberFacts.toDomain(written);
      if (fact != null) {
        assertThat(fact).isEqualTo(applied.fact());
        current.put(command.number(), fact);
      }
    }
    return current;
  }

  private static void compare(Routers router, Map<PhoneNumber, NumberFact> current) {
    assertThat(current).isNotEmpty();
    current.forEach(
        (number, fact) ->
            Await.until(
                number + " " + fact, SOON, () -> fact.equals(RouterIT.known(router, number))));
  }
}
