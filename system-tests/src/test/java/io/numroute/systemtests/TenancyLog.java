package io.numroute.systemtests;

import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.AssignmentEntry;
import io.numroute.schemas.avro.BlockEntry;
import io.numroute.schemas.avro.CommandResult;
import io.numroute.schemas.avro.DirectoryCommand;
import io.numroute.schemas.avro.GatewayEntry;
import io.numroute.schemas.avro.LogHeader;
import io.numroute.schemas.avro.NumberCommand;
import io.numroute.schemas.avro.NumberOperation;
import io.numroute.schemas.avro.Operation;
import io.numroute.schemas.avro.ResultStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The commands topics and the results, read whole and compared with who asked for what. */
final class TenancyLog {
  private static final AvroFraming FRAMING = AvroFraming.singleObject();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String bootstrapServers;
  private final Journal journal;
  private final List<String> differences = new ArrayList<>();
  private final Map<String, String> logIds = new HashMap<>();
  private long accepted;
  private long refused;
  private long rubbish;

  TenancyLog(String bootstrapServers, Journal journal) {
    this.bootstrapServers = bootstrapServers;
    this.journal = journal;
  }

  /** What was found; {@code differences} has the first hundred. */
  record Checked(long accepted, long refused, long rubbish, List<String> differences) {}

  /** Who asked for what, and what was told of it. Thread-safe. */
  static final class Journal {
    /**
     * @param told accepted, a code, or null when the answer left it open
     */
    private record Sent(String actor, String what, @Nullable String told) {}

    private final Map<String, Sent> byId = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> lines = new ConcurrentHashMap<>();
    private final Map<String, String> intrusions = new ConcurrentHashMap<>();

    void acknowledged(String id, String actor, String what, @Nullable String told) {
      Sent sent = new Sent(actor, what, told);
      Sent before = byId.putIfAbsent(id, sent);
      if (before != null && !(before.actor.equals(actor) && before.what.equals(what))) {
        throw new AssertionError(id + " was answered to " + before + " and to " + sent);
      }
    }

    /**
     * @param accepted null when the answer speaks of several together
     */
    void imported(String actor, String what, @Nullable Boolean accepted) {
      count(line(actor, what, accepted));
    }

    private void count(String line) {
      lines.computeIfAbsent(line, l -> new LongAdder()).increment();
    }

    private static String line(String actor, String what, @Nullable Boolean accepted) {
      return actor + " " + what + (accepted == null ? "" : accepted ? " done" : " refused");
    }

    /** Takes a line that was imported off the list, if there is one. */
    private boolean take(String actor, String what, boolean accepted) {
      for (Boolean told : new Boolean[] {accepted, null}) {
        LongAdder left = lines.get(line(actor, what, told));
        if (left != null && left.sum() > 0) {
          left.decrement();
          return true;
        }
      }
      return false;
    }
  }

  /** Writes into the commands topics without asking the ingest. Thread-safe. */
  static final class Intruder implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final Journal journal;

    Intruder(String bootstrapServers, Journal journal) {
      this.journal = journal;
      producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
              new ByteArraySerializer(),
              new ByteArraySerializer());
    }

    /** A command of that actor, sound or broken in one way or another. */
    void write(Random random, String actor, String number, String prefix, String isp)
        throws Exception {
      NumberCommand command = new NumberCommand();
      command.setTopic(TopicCatalogue.NUMBER_COMMANDS);
      command.setActor(actor);
      command.setCredential("intruder");
      command.setProof("api-key");
      command.setReceivedAtMs(Instant.now());
      command.setNeeds(1);
      command.setNumber("+" + number);
      command.setOperation(NumberOperation.ASSIGN);
      AssignmentEntry assignment = new AssignmentEntry();
      assignment.setServingIsp(isp);
      command.setAssignment(assignment);
      String what = "ASSIGN +" + number + " " + isp;
      byte[] sound = FRAMING.encode(command);
      switch (random.nextInt(7)) {
        case 0 -> send(TopicCatalogue.NUMBER_COMMANDS, "+" + number, sound, actor + " " + what);
        case 1 -> send(TopicCatalogue.NUMBER_COMMANDS, "+449" + number, sound, "");
        case 2 -> {
          command.setTopic("numroute.commands.elsewhere");
          send(TopicCatalogue.NUMBER_COMMANDS, "+" + number, FRAMING.encode(command), "");
        }
        case 3 -> {
          command.setActor("root");
          send(TopicCatalogue.NUMBER_COMMANDS, "+" + number, FRAMING.encode(command), "");
        }
        case 4 -> {
          random.nextBytes(sound);
          send(TopicCatalogue.NUMBER_COMMANDS, "+" + number, sound, "");
        }
        default -> {
          DirectoryCommand block = new DirectoryCommand();
          boolean elsewhere = random.nextBoolean();
          block.setTopic(
              elsewhere ? TopicCatalogue.NUMBER_COMMANDS : TopicCatalogue.DIRECTORY_COMMANDS);
          block.setActor(actor);
          block.setCredential("intruder");
          block.setProof("api-key");
          block.setReceivedAtMs(Instant.now());
          block.setNeeds(1);
          block.setOperation(Operation.PUT);
          block.setBlock(BlockEntry.newBuilder().setPrefix(prefix).setHolder(isp).build());
          send(
              TopicCatalogue.DIRECTORY_COMMANDS,
              "block/" + prefix,
              FRAMING.encode(block),
              elsewhere ? "" : actor + " PUT block " + prefix + " " + isp + " 0");
        }
      }
    }

    private void send(String topic, String key, byte[] value, String meaning) throws Exception {
      byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
      RecordMetadata place = producer.send(new ProducerRecord<>(topic, keyBytes, value)).get();
      journal.intrusions.put(place(topic, place.partition(), place.offset()), meaning);
    }

    @Override
    public void close() {
      producer.close();
    }
  }

  private static String place(String topic, int partition, long offset) {
    return topic + " " + partition + " " + offset;
  }

  /** Decides everything again, and says where anything differs. */
  Checked check(TenancyModel model) throws Exception {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<ConsumerRecord<byte[], byte[]>> directory =
          read(consumer, TopicCatalogue.DIRECTORY_COMMANDS);
      List<ConsumerRecord<byte[], byte[]>> numbers = read(consumer, TopicCatalogue.NUMBER_COMMANDS);
      // What is rubbish may have no result, and each partition begins with the name of its log.
      long least =
          directory.size()
              + numbers.size()
              - journal.intrusions.values().stream().filter(String::isEmpty).count()
              - consumer.partitionsFor(TopicCatalogue.NUMBER_COMMANDS).size()
              - 1;
      Map<String, CommandResult> results = results(consumer, least);
      directory.forEach(message -> decide(message, results, model));
      numbers.forEach(message -> decide(message, results, model));
    }
    journal.byId.forEach((id, sent) -> differ("lost: " + id + " " + sent));
    journal.lines.forEach(
        (line, left) -> {
          if (left.sum() > 0) {
            differ("lost: " + left + " imported lines " + line);
          }
        });
    journal.intrusions.forEach((place, meaning) -> differ("lost: " + place + " " + meaning));
    return new Checked(accepted, refused, rubbish, differences);
  }

  private void differ(String difference) {
    if (differences.size() < 100) {
      differences.add(difference);
    }
  }

  /** All of a topic as it is now, each partition in its order. */
  private static List<ConsumerRecord<byte[], byte[]>> read(
      KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      consumer.poll(Duration.ofMillis(200)).forEach(all::add);
    }
    return all;
  }

  /** By the command's place. A result may come twice, but not differ. */
  private Map<String, CommandResult> results(KafkaConsumer<byte[], byte[]> consumer, long least)
      throws BadRecordException {
    Map<String, CommandResult> byPlace = new HashMap<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (byPlace.size() < least && System.nanoTime() < deadline) {
      for (ConsumerRecord<byte[], byte[]> message : read(consumer, TopicCatalogue.RESULTS)) {
        if (FRAMING.decode(message.value()) instanceof CommandResult result) {
          String id = result.getLog() + "." + result.getPartition() + "." + result.getOffset();
          CommandResult earlier = byPlace.putIfAbsent(id, result);
          if (earlier != null && !earlier.equals(result)) {
            differ("contradicted: " + earlier + " and " + result);
          }
        }
      }
    }
    return byPlace;
  }

  private void decide(
      ConsumerRecord<byte[], byte[]> message,
      Map<String, CommandResult> results,
      TenancyModel model) {
    SpecificRecord value;
    try {
      value = FRAMING.decode(message.value());
    } catch (BadRecordException e) {
      value = null;
    }
    if (value instanceof LogHeader header) {
      logIds.putIfAbsent(message.topic(), header.getLogId()); // the first one names it
      return;
    }
    String id = logIds.get(message.topic()) + "." + message.partition() + "." + message.offset();
    CommandResult result = results.get(id);
    String became = result == null ? null : became(result);
    String meaning =
        journal.intrusions.remove(place(message.topic(), message.partition(), message.offset()));
    if (meaning != null && meaning.isEmpty()) {
      rubbish++;
      if (became != null && !became.equals("not-understood")) {
        differ("rubbish that became something: " + id + " " + became);
      }
      return;
    }
    if (result == null || became == null || value == null) {
      differ("without result: " + id + " " + value);
      return;
    }
    String actor;
    String what;
    String expected;
    if (value instanceof DirectoryCommand command) {
      actor = command.getActor();
      what = what(command);
      expected = decide(command, message.offset(), model);
    } else {
      NumberCommand command = (NumberCommand) value;
      actor = command.getActor();
      what = what(command);
      expected = decide(command, message.offset(), model.at(result.getDirectoryVersion()), model);
    }
    if (what.startsWith("PUT isp ") && actor.equals(TenancyModel.AUTHORITY)) {
      return; // admitted before it all
    }
    boolean done = became.equals(TenancyModel.ACCEPTED);
    accepted += done ? 1 : 0;
    refused += done ? 0 : 1;
    if (!became.equals(expected)) {
      differ(id + " " + actor + " " + what + " became " + became + ", not " + expected);
    }
    requireAskedFor(id, actor, what, became, meaning);
  }

  private void requireAskedFor(
      String id, String actor, String what, String became, @Nullable String meaning) {
    Journal.Sent sent = journal.byId.remove(id);
    if (sent != null) {
      if (!sent.actor.equals(actor) || !sent.what.equals(what)) {
        differ("foreign: " + id + " " + actor + " " + what + " was sent as " + sent);
      } else if (sent.told != null && !sent.told.equals(became)) {
        differ("told wrongly: " + id + " became " + became + ": " + sent);
      }
    } else if (meaning != null) {
      if (!meaning.equals(actor + " " + what)) {
        differ("foreign: " + id + " " + actor + " " + what + " was written as " + meaning);
      }
    } else if (!journal.take(actor, what, became.equals(TenancyModel.ACCEPTED))) {
      differ("nobody asked for " + id + " " + actor + " " + what + ", which became " + became);
    }
  }

  private static String became(CommandResult result) {
    return result.getStatus() == ResultStatus.ACCEPTED
        ? TenancyModel.ACCEPTED
        : String.valueOf(result.getCode());
  }

  // ------------------------------------------------------------------ what a record says

  private static String what(DirectoryCommand command) {
    String verb = command.getOperation().name();
    boolean put = command.getOperation() == Operation.PUT;
    BlockEntry block = command.getBlock();
    GatewayEntry gateway = command.getGateway();
    if (block != null) {
      return verb
          + " block "
          + block.getPrefix()
          + (put ? " " + block.getHolder() + " " + block.getTotalLength() : "");
    } else if (gateway != null) {
      return verb
          + " gateway "
          + gateway.getIsp()
          + "/"
          + gateway.getName()
          + (put ? " " + gateway.getPort() : "");
    }
    return verb + " isp " + command.getIsp().getId();
  }

  private static String what(NumberCommand command) {
    String verb = command.getOperation() + " " + command.getNumber();
    return switch (command.getOperation()) {
      case ASSIGN -> verb + " " + command.getAssignment().getServingIsp();
      case REQUEST_PORT -> verb + " " + command.getPortRequest().getTo();
      case CONFIRM_PORT, REJECT_PORT, CANCEL_PORT, REVERSE_PORT -> verb + " " + command.getPort();
      default -> verb;
    };
  }

  private static String decide(DirectoryCommand command, long offset, TenancyModel model) {
    String actor = command.getActor();
    Long expects = command.getExpects();
    boolean put = command.getOperation() == Operation.PUT;
    BlockEntry block = command.getBlock();
    GatewayEntry gateway = command.getGateway();
    if (block != null) {
      return put
          ? model.putBlock(
              offset, actor, expects, block.getPrefix(), block.getHolder(), block.getTotalLength())
          : model.deleteBlock(offset, actor, expects, block.getPrefix());
    } else if (gateway != null) {
      Integer port = put ? gateway.getPort() : null;
      return model.gateway(offset, actor, expects, gateway.getIsp(), gateway.getName(), port);
    }
    return TenancyModel.ACCEPTED; // the authority admits the ISPs before all else
  }

  private static String decide(
      NumberCommand command, long offset, TenancyModel.State state, TenancyModel model) {
    String actor = command.getActor();
    Long expects = command.getExpects();
    String number = command.getNumber().substring(1);
    return switch (command.getOperation()) {
      case ASSIGN -> {
        String isp = command.getAssignment().getServingIsp();
        yield model.assign(state, offset, actor, expects, number, isp);
      }
      case WITHDRAW -> model.withdraw(state, offset, actor, expects, number);
      case LOCK -> model.lock(state, offset, actor, expects, number, true);
      case UNLOCK -> model.lock(state, offset, actor, expects, number, false);
      case REQUEST_PORT -> {
        String to = command.getPortRequest().getTo();
        yield model.requestPort(state, offset, actor, expects, number, to);
      }
      default -> {
        String verb = command.getOperation().name();
        String move = verb.substring(0, verb.indexOf('_')).toLowerCase(Locale.ROOT);
        long port = command.getPort();
        yield model.movePort(state, offset, actor, expects, number, port, move);
      }
    };
  }
}
