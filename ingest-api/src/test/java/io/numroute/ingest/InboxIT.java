package io.numroute.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.numroute.broker.EmbeddedBroker;
import io.numroute.http.Caller;
import io.numroute.http.Role;
import io.numroute.ingest.IngestFleet.Answer;
import io.numroute.notation.Change;
import io.numroute.notation.ImportLine;
import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import io.numroute.schemas.CommandId;
import io.numroute.schemas.LogIds;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.NumberCommand;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Inboxes and outboxes, on a broker that knows its clients and lets them do what docs/inboxes.md
 * gives them.
 */
class InboxIT {
  private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";

  private static IngestFleet fleet;
  private static String acmeKey;
  private static InboxClient acme;
  private static InboxClient beta;

  @BeforeAll
  static void start() throws Exception {
    fleet = new IngestFleet(EmbeddedBroker.temporary(withAuthorizer()), as("admin"));
    acmeKey = fleet.newIsp("acme");
    fleet.newIsp("beta");
    fleet.put(fleet.authority(), "/v1/blocks/4410?wait=applied", "{'holder':'acme'}");
    fleet.put(fleet.authority(), "/v1/blocks/4420?wait=applied", "{'holder':'beta'}");
    acme = client("acme");
    beta = client("beta");
  }

  @AfterAll
  static void stop() {
    acme.close();
    beta.close();
    fleet.close();
  }

  private static Map<String, String> withAuthorizer() {
    StringBuilder users = new StringBuilder(PLAIN + " required username=admin password=admin");
    for (String user : List.of("admin", "acme", "beta", "gamma")) {
      users.append(" user_").append(user).append('=').append(user);
    }
    return Map.of(
        "listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name", "PLAINTEXT",
        "sasl.enabled.mechanisms", "PLAIN",
        "sasl.mechanism.inter.broker.protocol", "PLAIN",
        "listener.name.plaintext.plain.sasl.jaas.config", users.append(';').toString(),
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users", "User:admin;User:ANONYMOUS");
  }

  private static Map<String, Object> as(String user) {
    return Map.of(
        "security.protocol", "SASL_PLAINTEXT",
        "sasl.mechanism", "PLAIN",
        "sasl.jaas.config", PLAIN + " required username=" + user + " password=" + user + ";");
  }

  private static Map<String, Object> settings(String user) {
    Map<String, Object> settings = new HashMap<>(as(user));
    settings.put("bootstrap.servers", fleet.broker.bootstrapServers());
    return settings;
  }

  /** An ISP that the authority gave an inbox, and the operator of Kafka what it may do. */
  private static InboxClient client(String isp) throws Exception {
    Answer put = fleet.send(fleet.authority(), inbox(isp));
    assertThat(put.status()).as("%s", put.json()).isEqualTo(200);
    assertThat(put.text("inbox")).isEqualTo("numroute.inbox." + isp);
    assertThat(put.text("outbox")).isEqualTo("numroute.outbox." + isp);
    allow(isp);
    return new InboxClient(isp, settings(isp));
  }

  private static java.net.http.HttpRequest.Builder inbox(String isp) {
    return fleet
        .request("/v1/isps/" + isp + "/inbox")
        .PUT(java.net.http.HttpRequest.BodyPublishers.noBody());
  }

  private static void allow(String isp) throws Exception {
    List<AclBinding> acls = new ArrayList<>();
    for (AclOperation operation : List.of(AclOperation.WRITE, AclOperation.DESCRIBE)) {
      acls.add(acl(isp, ResourceType.TOPIC, "numroute.inbox." + isp, operation));
    }
    for (AclOperation operation : List.of(AclOperation.READ, AclOperation.DESCRIBE)) {
      acls.add(acl(isp, ResourceType.TOPIC, "numroute.outbox." + isp, operation));
    }
    try (Admin admin = Admin.create(settings("admin"))) {
      admin.createAcls(acls).all().get();
    }
  }

  private static AclBinding acl(
      String user, ResourceType type, String name, AclOperation operation) {
    return new AclBinding(
        new ResourcePattern(type, name, PatternType.LITERAL),
        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
  }

  @Test
  void everyRecordIsAnsweredInOrderAsOverHttp() throws Exception {
    List<Future<RecordMetadata>> written = new ArrayList<>();
    written.add(
        acme.write(
            0,
            bytes("{'gateway':{'isp':'acme','name':'gw1','host':'192.0.2.1'}}"),
            Map.of("id", "first \"one\"")));
    written.add(acme.write(0, "{'number':{'number':'+44101','servingIsp':'acme'}}"));
    written.add(acme.write(0, "{'number':{'number':'+44201','servingIsp':'acme'}}"));
    written.add(acme.write(0, "{'gateway':{'isp':'beta','name':'gw','host':'192.0.2.1'}}"));
    written.add(acme.write(0, "{'number':"));
    written.add(acme.write(0, null, Map.of("id", "empty")));
    written.add(
        acme.write(
            0,
            bytes("{'number':{'number':'+44101','servingIsp':'acme'}}"),
            Map.of("if-none-match", "*")));
    written.add(acme.write(0, "{'number':{'number':'+44101','delete':true}}"));
    List<String> answers = new ArrayList<>();
    List<String> places = new ArrayList<>();
    for (Future<RecordMetadata> one : written) {
      JsonNode answer = acme.answer(one);
      answers.add(
          (answer.path("id").asText()
                  + " "
                  + answer.path("status").asText()
                  + " "
                  + answer.path("code").asText())
              .strip());
      places.add("0:" + one.get().offset());
    }
    assertThat(answers)
        .containsExactly(
            "first \"one\" accepted",
            "accepted",
            "refused not-in-own-block",
            "refused not-allowed",
            "refused bad-json",
            "empty refused bad-json",
            "refused precondition-failed",
            "accepted");
    assertThat(acme.order().stream().filter(places::contains)).containsExactlyElementsOf(places);
    JsonNode foreign = acme.answer(written.get(2));
    assertThat(fleet.get(acmeKey, "/v1/commands/" + foreign.path("commandId").asText()).json())
        .as("what HTTP says of that command")
        .isEqualTo(
            ((com.fasterxml.jackson.databind.node.ObjectNode) foreign.deepCopy()).without("inbox"));
    assertThat(fleet.get(acmeKey, "/v1/gateways/acme/gw1").text("host")).isEqualTo("192.0.2.1");
  }

  @Test
  void whatIsSaidOfOneNumberIsDoneInThatOrder() throws Exception {
    List<Future<RecordMetadata>> written = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      written.add(acme.write(1, "{'number':{'number':'+44107','servingIsp':'acme'}}"));
      written.add(acme.write(1, "{'number':{'number':'+44107','delete':true}}"));
      written.add(acme.write(1, "{'number':{'number':'+44107','delete':true}}"));
    }
    List<String> codes = new ArrayList<>();
    for (Future<RecordMetadata> one : written) {
      codes.add(acme.answer(one).path("code").asText());
    }
    for (int i = 0; i < codes.size(); i++) {
      assertThat(codes.get(i)).as("record %d", i).isEqualTo(i % 3 == 2 ? "not-found" : "");
    }
  }

  @Test
  void aSuspendedIspIsRefusedAsOverHttp() throws Exception {
    String key = fleet.newIsp("gamma");
    try (InboxClient gamma = client("gamma")) {
      fleet.put(
          fleet.authority(), "/v1/isps/gamma?wait=applied", "{'name':'gamma','state':'suspended'}");
      JsonNode answer =
          gamma.answer(gamma.write(3, "{'gateway':{'isp':'gamma','name':'g','host':'192.0.2.1'}}"));
      Answer http = fleet.put(key, "/v1/gateways/gamma/g?wait=applied", "{'host':'192.0.2.1'}");
      assertThat(answer.path("status").asText())
          .isEqualTo(http.status() == 200 ? "accepted" : "refused");
      assertThat(answer.path("code").asText()).isEqualTo(http.text("code"));
    }
  }

  @Test
  void nobodyElseWritesToAnInboxOrReadsAnOutbox() throws Exception {
    assertThat(acme.write(0, "{}").get().offset()).isNotNegative();
    try (KafkaProducer<byte[], byte[]> stranger =
        new KafkaProducer<>(
            settings("beta"), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (String topic :
          List.of(
              "numroute.inbox.acme",
              "numroute.outbox.acme",
              "numroute.outbox.beta",
              TopicCatalogue.NUMBER_COMMANDS,
              TopicCatalogue.DIRECTORY_COMMANDS)) {
        assertThatThrownBy(
                () -> stranger.send(new ProducerRecord<>(topic, 0, null, new byte[] {1})).get())
            .as(topic)
            .hasCauseInstanceOf(TopicAuthorizationException.class);
      }
    }
    try (InboxClient reader = new InboxClient("acme", settings("beta"))) {
      assertThatThrownBy(() -> IngestFleet.await("a refusal", () -> reader.read() > 0))
          .isInstanceOf(TopicAuthorizationException.class);
    }
  }

  @Test
  void onlyTheAuthorityGivesInboxesAndOnlyToIsps() throws Exception {
    assertThat(fleet.send(acmeKey, inbox("acme")).problem()).isEqualTo("forbidden");
    assertThat(fleet.send(fleet.authority(), inbox("nobody")).problem()).isEqualTo("not-found");
    assertThat(fleet.send(fleet.authority(), inbox("No.Body")).problem())
        .isEqualTo("bad-parameter");
    assertThat(fleet.send(fleet.authority(), inbox("acme")).status()).as("again").isEqualTo(200);
  }

  @Test
  void aFloodOfOneDelaysNobodyElse() throws Exception {
    long before = acme.told();
    List<Future<RecordMetadata>> flood = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      flood.add(
          acme.write(
              i % 4, "{'number':{'number':'+4410" + (1_000_000 + i) + "','servingIsp':'acme'}}"));
    }
    acme.answer(flood.get(0));
    long begun = System.nanoTime();
    beta.answer(beta.write(0, "{'number':{'number':'+44201','servingIsp':'beta'}}"));
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    long waiting = before + flood.size() - acme.told();
    for (Future<RecordMetadata> one : flood) {
      assertThat(acme.answer(one).path("status").asText()).isEqualTo("accepted");
    }
    System.out.printf(
        "another's record was answered after %d ms, beside %d that waited%n",
        took.toMillis(), waiting);
    assertThat(waiting).as("the flood was still there").isPositive();
  }

  /** What a process leaves that died between sending commands and answering them. */
  @Test
  void whoeverComesNextGoesOnBehindTheCommandsThatAreThere() throws Exception {
    fleet.newIsp("delta");
    fleet.put(fleet.authority(), "/v1/blocks/4440?wait=applied", "{'holder':'delta'}");
    fleet.stopIngest();
    new TopicCatalogue(IngestFleet.PARTITIONS, (short) 1, 1)
        .ensureInbox(fleet.kafka, "delta", Duration.ofSeconds(20));
    try (InboxClient delta = new InboxClient("delta", settings("admin"))) {
      List<Future<RecordMetadata>> written = new ArrayList<>();
      List<CommandId> sent = new ArrayList<>();
      List<String> lines =
          IntStream.range(0, 40)
              .mapToObj(i -> "{'number':{'number':'+4440" + (100 + i) + "','servingIsp':'delta'}}")
              .toList();
      for (String line : lines) {
        written.add(delta.write(2, line));
        written.get(written.size() - 1).get();
      }
      Map<Integer, Long> from = new HashMap<>();
      TopicPartition inbox = new TopicPartition("numroute.inbox.delta", 2);
      try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(group())) {
        for (int i = 0; i < IngestFleet.PARTITIONS; i++) {
          TopicPartition log = new TopicPartition(TopicCatalogue.NUMBER_COMMANDS, i);
          from.put(Admission.numbers(i), consumer.endOffsets(List.of(log)).get(log));
        }
        consumer.assign(List.of(inbox));
        consumer.commitSync(
            Map.of(inbox, new OffsetAndMetadata(0, new InboxMark(true, 30, from).written())));
      }
      for (int i : List.of(0, 1, 5, 29)) {
        sent.add(send(lines.get(i), "inbox:delta:2:" + i));
      }
      fleet.restartIngest();
      List<String> answered = new ArrayList<>();
      for (Future<RecordMetadata> one : written) {
        JsonNode answer = delta.answer(one);
        assertThat(answer.path("status").asText()).isEqualTo("accepted");
        answered.add(answer.path("commandId").asText());
      }
      assertThat(List.of(answered.get(0), answered.get(1), answered.get(5), answered.get(29)))
          .containsExactlyElementsOf(sent.stream().map(CommandId::toString).toList());
      Map<String, NumberCommand> requests = requests("inbox:delta:");
      assertThat(requests).hasSize(lines.size());
      NumberCommand last = Objects.requireNonNull(requests.get("inbox:delta:2:39"));
      assertThat(last.getActor()).isEqualTo("isp:delta");
      assertThat(last.getProof()).isEqualTo("inbox");
      assertThat(last.getCredential()).isEqualTo("numroute.inbox.delta");
    }
  }

  private static Map<String, Object> group() {
    Map<String, Object> settings = fleet.kafka.consumer();
    settings.put("group.id", Inboxes.GROUP);
    return settings;
  }

  private static CommandId send(String line, String request) throws Exception {
    byte[] json = bytes(line);
    try (RecordWriter records = RecordWriter.forInboxes(fleet.kafka, fleet.framing)) {
      CommandLog log =
          new CommandLog(
              records,
              log(TopicCatalogue.DIRECTORY_COMMANDS),
              log(TopicCatalogue.NUMBER_COMMANDS),
              IngestFleet.PARTITIONS,
              Clock.systemUTC());
      Change.OfNumber change = (Change.OfNumber) ImportLine.parse(json, 0, json.length);
      Caller caller =
          Caller.of(new IspId("delta"), Role.OPERATOR, Proof.inbox("numroute.inbox.delta"));
      return log.append(change, caller, request, 0).get();
    }
  }

  private static UUID log(String topic) {
    return LogIds.read(fleet.kafka.common(), fleet.framing, topic, Duration.ofSeconds(20)).value();
  }

  /** Number commands by the request they are part of, each of which has one. */
  private static Map<String, NumberCommand> requests(String prefix) throws Exception {
    Map<String, NumberCommand> found = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> message : InboxCrashIT.all(fleet)) {
      if (fleet.framing.decode(message.value()) instanceof NumberCommand command
          && String.valueOf(command.getRequest()).startsWith(prefix)) {
        assertThat(found.put(command.getRequest(), command)).as("%s", command).isNull();
      }
    }
    return found;
  }

  private static byte[] bytes(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
