package io.numroute.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.numroute.routing.Actor;
import io.numroute.routing.Block;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.GatewayId;
import io.numroute.routing.GatewayStates;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Precondition;
import io.numroute.routing.Prefix;
import io.numroute.routing.ProfileId;
import io.numroute.routing.Proof;
import io.numroute.routing.Refusal;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Validity;
import io.numroute.routing.Verdict;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.BadRecordException.Code;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.LogId;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.FactKind;
import io.numroute.schemas.avro.GatewayStateReport;
import io.numroute.schemas.avro.NumberOperation;
import io.numroute.schemas.avro.Operation;
import io.numroute.schemas.avro.Transport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MappingTest {
  private static final Instant AT = Instant.ofEpochMilli(1_800_000_000_123L);
  private static final Actor ACME = Actor.isp(Samples.isp("acme"));
  private static final PhoneNumber NUMBER = PhoneNumber.parse("+447106123456");
  private static final CommandId COMMAND =
      new CommandId(UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"), 3, 77);
  private static final NumberAssignment FULL =
      new NumberAssignment(
          Samples.isp("acme"),
          ServiceOperation.CALLING_CARD,
          "night",
          PhoneNumber.parse("+4420"),
          new Validity(1, 2),
          new NumberAssignment.Successor(
              2,
              new NumberAssignment(
                  Samples.isp("beta"),
                  ServiceOperation.RESERVATION,
                  "day",
                  PhoneNumber.parse("+4421"),
                  new Validity(2, 9))));
  private static final NumberAssignment BARE =
      new NumberAssignment(Samples.isp("acme"), null, null, null, Validity.ALWAYS);

  static List<DirectoryCommand> directoryCommands() {
    return List.of(
        new DirectoryCommand.PutIsp(Samples.acme()),
        new DirectoryCommand.DeleteIsp(Samples.isp("acme")),
        new DirectoryCommand.PutGateway(Samples.gateway("gw1")),
        new DirectoryCommand.DeleteGateway(new GatewayId(Samples.isp("acme"), "gw1")),
        new DirectoryCommand.PutBlock(Samples.block("447106")),
        new DirectoryCommand.PutBlock(Samples.blockWithSuccessor()),
        new DirectoryCommand.DeleteBlock(Prefix.parse("447106")),
        new DirectoryCommand.DeleteProfile(new ProfileId(Samples.isp("acme"), "office")),
        new DirectoryCommand.DeleteAgreement(Samples.isp("acme")));
  }

  @ParameterizedTest
  @MethodSource("directoryCommands")
  void directoryCommandsComeBack(DirectoryCommand command) throws Exception {
    io.numroute.schemas.avro.DirectoryCommand message =
        framed(DirectoryCommands.toAvro(command, ACME, Proof.apiKey("k1"), AT));
    assertThat(
            DirectoryCommands.toDomain(
                message, TopicCatalogue.DIRECTORY_COMMANDS, bytes(command.entity())))
        .isEqualTo(new Asked<>(ACME, command));
    assertThat(message.getReceivedAtMs()).isEqualTo(AT);
  }

  @Test
  void aReaderThatKnowsNoSuccessorDoesNotTakeItsBlockForOneWithout() throws Exception {
    io.numroute.schemas.avro.DirectoryCommand with = blockMessage(Samples.blockWithSuccessor());
    assertThat(with.getNeeds()).isEqualTo(2);
    assertThat(blockMessage(Samples.block("447106")).getNeeds()).isEqualTo(1);
    with.getBlock().getSuccessor().setFromMs(5);
    assertThat(directoryRefusal(with, with.getTopic(), "block/447107"))
        .as("a successor before what it follows")
        .isEqualTo(Code.NOT_UNDERSTOOD);
  }

  private static io.numroute.schemas.avro.DirectoryCommand blockMessage(Block block)
      throws BadRecordException {
    return framed(
        DirectoryCommands.toAvro(
            new DirectoryCommand.PutBlock(block), ACME, Proof.apiKey("k1"), AT));
  }

  static List<Precondition> preconditions() {
    return List.of(
        Precondition.NONE, Precondition.EXISTS, Precondition.ABSENT, Precondition.standsAt(0));
  }

  @ParameterizedTest
  @MethodSource("preconditions")
  void aReaderThatKnowsNoPreconditionDoesNotDoWhatHasOne(Precondition precondition)
      throws Exception {
    boolean plain = precondition.equals(Precondition.NONE);
    DirectoryCommand block = new DirectoryCommand.PutBlock(Samples.blockWithSuccessor());
    io.numroute.schemas.avro.DirectoryCommand message =
        framed(DirectoryCommands.toAvro(block, precondition, ACME, Proof.apiKey("k1"), AT));
    assertThat(message.getNeeds()).isEqualTo(plain ? 2 : 3);
    assertThat(
            DirectoryCommands.toDomain(
                message, TopicCatalogue.DIRECTORY_COMMANDS, bytes(block.entity())))
        .isEqualTo(new Asked<>(ACME, block, precondition));

    NumberCommand withdraw = new NumberCommand.Withdraw(NUMBER);
    io.numroute.schemas.avro.NumberCommand ofNumber =
        framed(NumberCommands.toAvro(withdraw, precondition, ACME, Proof.apiKey("k1"), AT, 42));
    assertThat(ofNumber.getNeeds()).isEqualTo(plain ? 1 : 2);
    assertThat(
            NumberCommands.toDomain(
                ofNumber, TopicCatalogue.NUMBER_COMMANDS, bytes("+447106123456")))
        .isEqualTo(new Asked<>(ACME, withdraw, precondition));
    ofNumber.setExpects(-3L);
    BadRecordException refused =
        catchThrowableOfType(
            BadRecordException.class,
            () ->
                NumberCommands.toDomain(
                    ofNumber, TopicCatalogue.NUMBER_COMMANDS, bytes("+447106123456")));
    assertThat(refused.code()).isEqualTo(Code.NOT_UNDERSTOOD);
  }

  static List<NumberCommand> numberCommands() {
    return List.of(
        new NumberCommand.Assign(NUMBER, FULL),
        new NumberCommand.Assign(NUMBER, BARE),
        new NumberCommand.Withdraw(NUMBER));
  }

  @ParameterizedTest
  @MethodSource("numberCommands")
  void numberCommandsComeBack(NumberCommand command) throws Exception {
    io.numroute.schemas.avro.NumberCommand message =
        framed(NumberCommands.toAvro(command, Actor.AUTHORITY, Proof.apiKey("k1"), AT, 42));
    assertThat(
            NumberCommands.toDomain(
                message, TopicCatalogue.NUMBER_COMMANDS, bytes("+447106123456")))
        .isEqualTo(new Asked<>(Actor.AUTHORITY, command));
    assertThat(message.getDirectoryEnd()).isEqualTo(42);
  }

  static List<NumberFact> facts() {
    return List.of(
        new NumberFact.Assigned(FULL, ACME, 77, 42, 5),
        new NumberFact.Assigned(BARE, ACME, 77, 42, 5),
        new NumberFact.Withdrawn(Actor.AUTHORITY, 77, 42, 0));
  }

  @ParameterizedTest
  @MethodSource("facts")
  void factsComeBack(NumberFact fact) throws Exception {
    io.numroute.schemas.avro.NumberFact message = framed(NumberFacts.toAvro(NUMBER, fact, COMMAND));
    assertThat(NumberFacts.toDomain(message)).isEqualTo(fact);
    assertThat(message.getCommandLog()).isEqualTo(COMMAND.log().toString());
    assertThat(message.getCommandPartition()).isEqualTo(3);
  }

  @Test
  void whatALaterVersionDecidedIsAFactThatIsNotUnderstood() throws Exception {
    io.numroute.schemas.avro.NumberFact kind = factMessage();
    kind.setKind(FactKind.UNKNOWN);
    io.numroute.schemas.avro.NumberFact word = factMessage();
    word.setService("laundry");
    io.numroute.schemas.avro.NumberFact successor = factMessage();
    successor.getSuccessor().setService("laundry");
    io.numroute.schemas.avro.NumberFact meaning = factMessage();
    meaning.setNeeds(3);
    for (io.numroute.schemas.avro.NumberFact later : List.of(kind, word, successor, meaning)) {
      assertThat(NumberFacts.toDomain(framed(later)))
          .isEqualTo(new NumberFact.NotUnderstood(ACME, 77, 42, 5));
    }
    io.numroute.schemas.avro.NumberFact nobody = factMessage();
    nobody.setActor("root");
    assertThat(NumberFacts.toDomain(nobody))
        .isEqualTo(new NumberFact.NotUnderstood(Actor.UNKNOWN, 77, 42, 5));
  }

  private static io.numroute.schemas.avro.NumberFact factMessage() {
    return NumberFacts.toAvro(NUMBER, new NumberFact.Assigned(FULL, ACME, 77, 42, 5), COMMAND);
  }

  @Test
  void reportsOfGatewaysComeBack() throws Exception {
    GatewayId gateway = new GatewayId(Samples.isp("acme"), "gw1");
    GatewayStateReport message =
        framed(
            GatewayReports.toAvro(
                gateway, false, Duration.ofMillis(49), AT, ACME, Proof.apiKey("k1")));
    ConsumerRecord<byte[], byte[]> place = place(message.getTopic(), "acme/gw1");
    assertThat(GatewayReports.toDomain(message, place, 60))
        .isEqualTo(new GatewayStates.Report(gateway, false, 99, ACME, 7, 50));
    message.setHoldMs(Long.MAX_VALUE);
    assertThat(GatewayReports.toDomain(message, place, 60).expiresMs())
        .isEqualTo(50 + GatewayStates.MAX_HOLD_MS);
    message.setHoldMs(null);
    assertThat(GatewayReports.toDomain(message, place, 60).expiresMs())
        .as("of the first version")
        .isEqualTo(AT.toEpochMilli() + 49);
    assertThat(reportRefusal(message, "elsewhere", "acme/gw1")).isEqualTo(Code.WRONG_TOPIC);
    assertThat(reportRefusal(message, message.getTopic(), "acme/gw2")).isEqualTo(Code.WRONG_KEY);
    for (String noGateway : List.of("acme", "/gw1", "acme/", "acme/gw1/x")) {
      message.setGateway(noGateway);
      assertThat(reportRefusal(message, message.getTopic(), noGateway))
          .as(noGateway)
          .isEqualTo(Code.NOT_UNDERSTOOD);
    }
  }

  private static Code reportRefusal(GatewayStateReport message, String topic, String key) {
    return catchThrowableOfType(
            BadRecordException.class, () -> GatewayReports.toDomain(message, place(topic, key), 60))
        .code();
  }

  private static ConsumerRecord<byte[], byte[]> place(String topic, String key) {
    return new ConsumerRecord<>(
        topic,
        0,
        7,
        50,
        TimestampType.LOG_APPEND_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        bytes(key),
        null,
        new RecordHeaders(),
        Optional.empty());
  }

  /** Read again and again, it must not come to life again and again. */
  @Test
  void aReportWithoutAppendTimeSaysItselfUntilWhenItHolds() throws Exception {
    GatewayId gateway = new GatewayId(Samples.isp("acme"), "gw1");
    GatewayStateReport message =
        GatewayReports.toAvro(gateway, false, Duration.ofSeconds(1), AT, ACME, Proof.apiKey("k1"));
    ConsumerRecord<byte[], byte[]> place =
        new ConsumerRecord<>(message.getTopic(), 0, 7, bytes("acme/gw1"), null);
    assertThat(GatewayReports.toDomain(message, place, 60))
        .isEqualTo(new GatewayStates.Report(gateway, false, AT.toEpochMilli() + 1000, ACME, 7, 60));
  }

  @Test
  void refusalsAndWatermarksSayNothingOfANumber() throws Exception {
    io.numroute.schemas.avro.NumberFact refused =
        framed(
            NumberFacts.refused(
                NUMBER, ACME, new Verdict.Refused(Refusal.NOT_IN_OWN_BLOCK, "no"), COMMAND, 42, 5));
    assertThat(NumberFacts.toDomain(refused)).isNull();
    assertThat(refused.getRefusalCode()).isEqualTo("not-in-own-block");
    io.numroute.schemas.avro.NumberFact watermark =
        framed(NumberFacts.watermark(new LogId(COMMAND.log()), 3, -1, 42, 5));
    assertThat(NumberFacts.toDomain(watermark)).isNull();
    assertThat(watermark.getKind()).isEqualTo(FactKind.WATERMARK);
  }

  @Test
  void refusesWhatWasWrittenForAnotherTopicOrUnderAnotherKey() {
    io.numroute.schemas.avro.DirectoryCommand isp =
        DirectoryCommands.toAvro(
            new DirectoryCommand.PutIsp(Samples.acme()), ACME, Proof.apiKey("k1"), AT);
    assertThat(directoryRefusal(isp, "elsewhere", "isp/acme")).isEqualTo(Code.WRONG_TOPIC);
    assertThat(directoryRefusal(isp, isp.getTopic(), "isp/other")).isEqualTo(Code.WRONG_KEY);
    assertThat(directoryRefusal(isp, isp.getTopic(), null)).isEqualTo(Code.WRONG_KEY);
    io.numroute.schemas.avro.NumberCommand number =
        NumberCommands.toAvro(new NumberCommand.Withdraw(NUMBER), ACME, Proof.apiKey("k1"), AT, 1);
    assertThat(numberRefusal(number, "elsewhere", "+447106123456")).isEqualTo(Code.WRONG_TOPIC);
    assertThat(numberRefusal(number, number.getTopic(), "+447106123457")).isEqualTo(Code.WRONG_KEY);
  }

  @Test
  void doesNotUnderstandUnknownKindsWordsAndValues() {
    io.numroute.schemas.avro.DirectoryCommand nothing = gatewayMessage();
    nothing.setGateway(null);
    io.numroute.schemas.avro.DirectoryCommand operation = gatewayMessage();
    operation.setOperation(Operation.UNKNOWN);
    io.numroute.schemas.avro.DirectoryCommand transport = gatewayMessage();
    transport.getGateway().setTransport(Transport.UNKNOWN);
    io.numroute.schemas.avro.DirectoryCommand actor = gatewayMessage();
    actor.setActor("root");
    io.numroute.schemas.avro.DirectoryCommand port = gatewayMessage();
    port.getGateway().setPort(0);
    io.numroute.schemas.avro.DirectoryCommand host = gatewayMessage();
    host.getGateway().setHost(null);
    io.numroute.schemas.avro.DirectoryCommand meaning = gatewayMessage();
    meaning.setNeeds(4);
    for (io.numroute.schemas.avro.DirectoryCommand bad :
        List.of(nothing, operation, transport, actor, port, host, meaning)) {
      assertThat(directoryRefusal(bad, bad.getTopic(), "gateway/acme/gw1"))
          .isEqualTo(Code.NOT_UNDERSTOOD);
    }
    io.numroute.schemas.avro.NumberCommand number =
        NumberCommands.toAvro(
            new NumberCommand.Assign(NUMBER, FULL), ACME, Proof.apiKey("k1"), AT, 1);
    number.getAssignment().setService("laundry");
    assertThat(numberRefusal(number, number.getTopic(), "+447106123456"))
        .isEqualTo(Code.NOT_UNDERSTOOD);
    number.getAssignment().setService(null);
    number.setNeeds(3);
    assertThat(numberRefusal(number, number.getTopic(), "+447106123456"))
        .isEqualTo(Code.NOT_UNDERSTOOD);
    number.setNeeds(1);
    number.setOperation(NumberOperation.UNKNOWN);
    assertThat(numberRefusal(number, number.getTopic(), "+447106123456"))
        .isEqualTo(Code.NOT_UNDERSTOOD);
  }

  private static io.numroute.schemas.avro.DirectoryCommand gatewayMessage() {
    return DirectoryCommands.toAvro(
        new DirectoryCommand.PutGateway(Samples.gateway("gw1")), ACME, Proof.apiKey("k1"), AT);
  }

  private static Code directoryRefusal(
      io.numroute.schemas.avro.DirectoryCommand message, String topic, @Nullable String key) {
    return catchThrowableOfType(
            BadRecordException.class,
            () -> DirectoryCommands.toDomain(message, topic, key == null ? null : bytes(key)))
        .code();
  }

  private static Code numberRefusal(
      io.numroute.schemas.avro.NumberCommand message, String topic, String key) {
    return catchThrowableOfType(
            BadRecordException.class, () -> NumberCommands.toDomain(message, topic, bytes(key)))
        .code();
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends SpecificRecord> T framed(T message) throws BadRecordException {
    AvroFraming framing = AvroFraming.singleObject();
    return (T) framing.decode(framing.encode(message));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
