package io.numroute.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.routing.Actor;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Proof;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whatever the domain can say comes back from a record as it went in. */
class RandomMappingTest {
  private static final int ROUNDS = 2_000;
  private static final Instant AT = Instant.ofEpochMilli(1_800_000_000_123L);
  private static final PhoneNumber NUMBER = PhoneNumber.parse("+447106123456");

  private final AvroFraming framing = AvroFraming.singleObject();
  private final long seed = new Random().nextLong();
  private final RandomCommands commands = new RandomCommands(seed);

  @Test
  void directoryCommandsComeBack() throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      DirectoryCommand command = commands.directoryCommand();
      byte[] value =
          framing.encode(
              DirectoryCommands.toAvro(command, Actor.AUTHORITY, Proof.apiKey("k1"), AT));
      Asked<DirectoryCommand> asked =
          DirectoryCommands.toDomain(
              (io.numroute.schemas.avro.DirectoryCommand) framing.decode(value),
              TopicCatalogue.DIRECTORY_COMMANDS,
              bytes(command.entity()));
      assertThat(asked.command()).as("seed %s round %s", seed, i).isEqualTo(command);
      assertThat(
              framing.encode(
                  DirectoryCommands.toAvro(
                      asked.command(), Actor.AUTHORITY, Proof.apiKey("k1"), AT)))
          .as("the same bytes again, seed %s round %s", seed, i)
          .isEqualTo(value);
    }
  }

  @Test
  void assignmentsComeBackFromCommandsAndFacts() throws Exception {
    CommandId id = new CommandId(UUID.randomUUID(), 3, 77);
    for (int i = 0; i < ROUNDS; i++) {
      NumberAssignment assignment = commands.assignment();
      NumberCommand command = new NumberCommand.Assign(NUMBER, assignment);
      byte[] asked =
          framing.encode(
              NumberCommands.toAvro(command, Actor.AUTHORITY, Proof.apiKey("k1"), AT, 42));
      assertThat(
              NumberCommands.toDomain(
                      (io.numroute.schemas.avro.NumberCommand) framing.decode(asked),
                      TopicCatalogue.NUMBER_COMMANDS,
                      bytes(NUMBER.toString()))
                  .command())
          .as("seed %s round %s", seed, i)
          .isEqualTo(command);
      NumberFact fact = new NumberFact.Assigned(assignment, Actor.AUTHORITY, 77, 42, 5);
      byte[] decided = framing.encode(NumberFacts.toAvro(NUMBER, fact, id));
      assertThat(
              NumberFacts.toDomain((io.numroute.schemas.avro.NumberFact) framing.decode(decided)))
          .as("seed %s round %s", seed, i)
          .isEqualTo(fact);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
