package io.numroute.cli;

import io.numroute.cli.terminal.ExitCode;
import io.numroute.cli.terminal.Failure;
import io.numroute.cli.terminal.Terminal;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.Settings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code numroute answers}. */
@Command(
    name = "answers",
    description = "Show what gateways were told, from the answer log.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  numroute answers                     the newest 20",
      "  numroute answers --follow            and those to come, until Ctrl-C",
      "  numroute answers --limit 0 --json    all there are, every field, a record a line"
    })
final class AnswersCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--follow", description = "Go on with what comes, until Ctrl-C.")
  private boolean follow;

  @Option(names = "--json", description = "Every field, a record a line; numbers in full.")
  private boolean json;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many of the newest; 0 for all. Default: ${DEFAULT-VALUE}.")
  private int limit = 20;

  @Option(
      names = "--show-numbers",
      description = "Numbers in full; else only their first digits are shown.")
  private boolean showNumbers;

  @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "This Kafka, not the demo's.")
  private @Nullable String kafka;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration file of a role, for Kafka's and the framing's settings.")
  private @Nullable Path config;

  @Mixin private DemoFolder demo = new DemoFolder();

  AnswersCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (limit < 0) {
      throw Failure.usage("--limit is 0 or more.");
    }
    AvroFraming framing = AvroFraming.singleObject();
    KafkaSettings settings;
    if (config != null) {
      if (!Files.isReadable(config)) {
        throw Failure.usage(config + " cannot be read.");
      }
      Settings read = Settings.read(config);
      framing = AvroFraming.of(read);
      settings = KafkaSettings.of(read);
    } else {
      settings =
          KafkaSettings.of(
              kafka != null ? kafka : demo.neededFile("name a Kafka with --kafka").kafka());
    }
    AvroFraming reader = framing;
    try (TopicTail tail = new TopicTail(settings, TopicCatalogue.ANSWERS)) {
      tail.newest(limit == 0 ? Integer.MAX_VALUE : limit, found -> show(reader, found));
      if (follow) {
        tail.follow(found -> show(reader, found));
      }
    } catch (KafkaException e) {
      // A client that cannot be made says why in the cause.
      Throwable reason = e.getCause() instanceof KafkaException ? e.getCause() : e;
      throw Failure.error(
          "Kafka at " + settings.bootstrapServers() + " cannot be read: " + reason.getMessage(), e);
    }
    return ExitCode.OK.value();
  }

  private void show(AvroFraming framing, ConsumerRecord<byte[], byte[]> found) {
    try {
      SpecificRecord message = framing.decode(found.value());
      terminal
          .out()
          .println(
              json
                  ? RecordJson.of(message)
                  : message instanceof Answer answer
                      ? AnswerLine.of(answer, showNumbers, terminal)
                      : message.getSchema().getName());
    } catch (BadRecordException e) {
      terminal
          .err()
          .printf(
              "partition %d, offset %d: %s%n", found.partition(), found.offset(), e.getMessage());
    }
  }
}
