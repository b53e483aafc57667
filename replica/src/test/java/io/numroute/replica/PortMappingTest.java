package io.numroute.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.routing.Actor;
import io.numroute.routing.Given;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Port;
import io.numroute.routing.PortRejection;
import io.numroute.routing.PortState;
import io.numroute.routing.Porting;
import io.numroute.routing.Proof;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Validity;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.PortStateKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Ports and locks in commands and facts come back as they went, and are not misread. */
class PortMappingTest {
  private static final AvroFraming FRAMING = AvroFraming.singleObject();
  private static final PhoneNumber NUMBER = PhoneNumber.parse("+447106123456");
  private static final Actor ACME = Actor.isp(Samples.isp("acme"));
  private static final Actor BETA = Actor.isp(Samples.isp("beta"));
  private static final NumberAssignment PLAIN =
      new NumberAssignment(Samples.isp("beta"), null, null, null, Validity.ALWAYS);
  private static final NumberAssignment FULL =
      new NumberAssignment(
          Samples.isp("beta"),
          ServiceOperation.RESERVATION,
          "office",
          PhoneNumber.parse("+4471"),
          Validity.ALWAYS);

  static Stream<NumberCommand> commands() {
    return Stream.of(
        new NumberCommand.Lock(NUMBER, true),
        new NumberCommand.Lock(NUMBER, false),
        new NumberCommand.RequestPort(NUMBER, FULL, 5, Port.MAX_TIMEOUT_MS, Port.MAX_AHEAD_MS),
        new NumberCommand.RequestPort(NUMBER, PLAIN, Port.AT_ONCE, Port.MIN_TIMEOUT_MS, 0),
        new NumberCommand.ConfirmPort(NUMBER, 0),
        new NumberCommand.RejectPort(NUMBER, 7, PortRejection.DETAILS_DIFFER),
        new NumberCommand.CancelPort(NUMBER, 7),
        new NumberCommand.ReversePort(NUMBER, Long.MAX_VALUE));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandComesBack(NumberCommand command) throws Exception {
    assertThat(read(written(command))).isEqualTo(command);
  }

  static Stream<PortState> states() {
    return Stream.of(
        new PortState.Requested(5),
        new PortState.Scheduled(6),
        new PortState.Done(7, null),
        new PortState.Done(7, new Given(FULL, Actor.AUTHORITY)),
        new PortState.Done(
            7,
            new Given(
                new NumberAssignment(
                    Samples.isp("acme"), null, null, null, new Validity(1, Long.MAX_VALUE)),
                ACME)),
        new PortState.Rejected(8, PortRejection.OTHER),
        new PortState.Cancelled(9),
        new PortState.TimedOut(10),
        new PortState.Reversed(11));
  }

  @ParameterizedTest
  @MethodSource("states")
  void aFactComesBack(PortState state) throws Exception {
    Port port = new Port(70, Samples.isp("acme"), FULL, 1, Port.AT_ONCE, 3, state, 77);
    comesBack(new NumberFact.Assigned(PLAIN, ACME, Porting.of(true, port), BETA, 77, 42, 5));
    comesBack(new NumberFact.Withdrawn(Porting.of(false, port), BETA, 77, 42, 5));
  }

  @Test
  void aFactOfWhichAnOlderReaderWouldMissSomethingSaysSo() throws Exception {
    assertThat(needs(new NumberFact.Assigned(PLAIN, ACME, 77, 42, 5))).isEqualTo(1);
    assertThat(needs(new NumberFact.Withdrawn(ACME, 77, 42, 5))).isEqualTo(1);
    NumberFact locked = new NumberFact.Withdrawn(Porting.of(true, null), ACME, 77, 42, 5);
    assertThat(needs(locked)).isEqualTo(2);
    comesBack(locked);
    NumberFact onAnothersWord = new NumberFact.Assigned(PLAIN, ACME, Porting.NONE, BETA, 77, 42, 5);
    assertThat(needs(onAnothersWord)).isEqualTo(2);
    comesBack(onAnothersWord);
  }

  @Test
  void aStateOfALaterVersionIsNotUnderstood() throws Exception {
    Port port = new Port(70, Samples.isp("acme"), PLAIN, 1, 2, 3, new PortState.Requested(4), 77);
    io.numroute.schemas.avro.NumberFact later =
        record(new NumberFact.Withdrawn(Porting.of(false, port), BETA, 77, 42, 5));
    later.getPort().setState(PortStateKind.UNKNOWN);
    assertThat(NumberFacts.toDomain(later))
        .isEqualTo(new NumberFact.NotUnderstood(BETA, 77, 42, 5));
  }

  @Test
  void whatAForeignWriterMakesUpIsNotUnderstood() {
    io.numroute.schemas.avro.NumberCommand endless =
        written(new NumberCommand.RequestPort(NUMBER, PLAIN, 5, Port.MAX_TIMEOUT_MS, 1));
    endless.getPortRequest().setTimeoutMs(Port.MAX_TIMEOUT_MS + 1);
    assertThatThrownBy(() -> read(endless)).isInstanceOf(BadRecordException.class);
    io.numroute.schemas.avro.NumberCommand whichPort =
        written(new NumberCommand.ConfirmPort(NUMBER, 7));
    whichPort.setPort(null);
    assertThatThrownBy(() -> read(whichPort)).isInstanceOf(BadRecordException.class);
    io.numroute.schemas.avro.NumberCommand why =
        written(new NumberCommand.RejectPort(NUMBER, 7, PortRejection.OTHER));
    why.setRejection("because");
    assertThatThrownBy(() -> read(why)).isInstanceOf(BadRecordException.class);
  }

  private static void comesBack(NumberFact fact) throws BadRecordException {
    byte[] bytes = FRAMING.encode(record(fact));
    assertThat(NumberFacts.toDomain((io.numroute.schemas.avro.NumberFact) FRAMING.decode(bytes)))
        .isEqualTo(fact);
  }

  private static int needs(NumberFact fact) {
    return record(fact).getNeeds();
  }

  private static io.numroute.schemas.avro.NumberFact record(NumberFact fact) {
    return NumberFacts.toAvro(NUMBER, fact, new CommandId(new UUID(1, 2), 3, 77));
  }

  private static io.numroute.schemas.avro.NumberCommand written(NumberCommand command) {
    return NumberCommands.toAvro(command, BETA, Proof.apiKey("k1"), Instant.EPOCH, 42);
  }

  private static NumberCommand read(io.numroute.schemas.avro.NumberCommand message)
      throws BadRecordException {
    byte[] bytes = FRAMING.encode(message);
    return NumberCommands.toDomain(
            (io.numroute.schemas.avro.NumberCommand) FRAMING.decode(bytes),
            TopicCatalogue.NUMBER_COMMANDS,
            NUMBER.toString().getBytes(StandardCharsets.UTF_8))
        .command();
  }
}
