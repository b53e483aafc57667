package io.numroute.schemas;

import io.numroute.schemas.avro.Answer;
import io.numroute.schemas.avro.CommandResult;
import io.numroute.schemas.avro.Credential;
import io.numroute.schemas.avro.DeadLetter;
import io.numroute.schemas.avro.DirectoryCommand;
import io.numroute.schemas.avro.GatewayEvent;
import io.numroute.schemas.avro.GatewayStateReport;
import io.numroute.schemas.avro.IdempotencyClaim;
import io.numroute.schemas.avro.IdempotencyOutcome;
import io.numroute.schemas.avro.LogHeader;
import io.numroute.schemas.avro.NumberCommand;
import io.numroute.schemas.avro.NumberFact;
import io.numroute.schemas.avro.PortEvent;
import io.numroute.schemas.avro.WebhookProgress;
import io.numroute.schemas.avro.WebhookSubscription;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.TopicConfig;

/**
 * {@code docs/asyncapi.yaml}: the topics in the words of AsyncAPI 3.1, of what the catalogue and
 * the schemas say. Payloads are the schemas themselves, by reference.
 */
final class AsyncApiPage {
  private static final String AVRO = "application/vnd.apache.avro;version=1.9.0";

  /** A topic, as no setting says it. */
  private record Topic(
      String name, String key, String writer, String about, List<Schema> records, boolean open) {}

  private static final List<Topic> TOPICS =
      List.of(
          new Topic(
              TopicCatalogue.DIRECTORY_COMMANDS,
              "Entity, such as gateway/acme/gw1.",
              "ingest",
              "What is asked of ISPs, gateways, blocks, profiles and agreements, in one order."
                  + " The first record says which log this is. Kept for ever.",
              List.of(LogHeader.SCHEMA$, DirectoryCommand.SCHEMA$),
              false),
          new Topic(
              TopicCatalogue.NUMBER_COMMANDS,
              "Number, such as +447106123456.",
              "ingest",
              "What is asked of numbers, in the order of each partition. The first record of a"
                  + " partition says which log this is. Kept for ever.",
              List.of(LogHeader.SCHEMA$, NumberCommand.SCHEMA$),
              false),
          new Topic(
              TopicCatalogue.NUMBER_FACTS,
              "Number.",
              "router",
              "What is true of each number, and how far decisions go: the number store's changelog.",
              List.of(NumberFact.SCHEMA$),
              false),
          new Topic(
              TopicCatalogue.RESULTS,
              "Command id, log.partition.offset.",
              "router",
              "What became of each command. Partition i has those of partition i of the number"
                  + " commands, the last one those of the directory.",
              List.of(CommandResult.SCHEMA$),
              true),
          new Topic(
              TopicCatalogue.ANSWERS,
              "Edge id.",
              "edge",
              "Every question with its answer, for billing and audit.",
              List.of(Answer.SCHEMA$),
              true),
          new Topic(
              TopicCatalogue.CREDENTIALS,
              "Credential id.",
              "ingest",
              "Whose credentials are good; no secret is in it.",
              List.of(Credential.SCHEMA$),
              false),
          new Topic(
              TopicCatalogue.GATEWAY_STATE,
              "Gateway, such as acme/gw1.",
              "ingest",
              "What was reported of gateways, each for a time.",
              List.of(GatewayStateReport.SCHEMA$),
              false),
          new Topic(
              TopicCatalogue.GATEWAY_EVENTS,
              "Gateway.",
              "router",
              "Every change of what is observed of a gateway, in order.",
              List.of(GatewayEvent.SCHEMA$),
              true),
          new Topic(
              TopicCatalogue.PORT_EVENTS,
              "ISP that is told.",
              "router",
              "What became of ports, told to each of their sides.",
              List.of(PortEvent.SCHEMA$),
              true),
          new Topic(
              TopicCatalogue.WEBHOOKS,
              "ISP.",
              "ingest",
              "Where each ISP wants to be told of events by HTTP.",
              List.of(WebhookSubscription.SCHEMA$),
              false),
          new Topic(
              TopicCatalogue.WEBHOOK_PROGRESS,
              "ISP.",
              "ingest",
              "How far each ISP's webhook has been told.",
              List.of(WebhookProgress.SCHEMA$),
              false),
          new Topic(
              TopicCatalogue.IDEMPOTENCY,
              "Hash of a tenant and its Idempotency-Key.",
              "ingest",
              "Which ingest does the request of an Idempotency-Key, and which command came of it;"
                  + " neither keys nor answers are in it.",
              List.of(IdempotencyClaim.SCHEMA$, IdempotencyOutcome.SCHEMA$),
              false),
          new Topic(
              TopicCatalogue.DEAD_LETTERS,
              "As it was read.",
              "whoever read it",
              "Records that nobody understands or takes, with the reason.",
              List.of(DeadLetter.SCHEMA$),
              true));

  private static final String INBOX = "What one ISP asks for, where it has an inbox.";
  private static final String OUTBOX = "What became of each record of its inbox, in order.";

  private AsyncApiPage() {}

  /** The document as maps and lists. */
  static Map<String, Object> document(TopicCatalogue catalogue) {
    Map<String, TopicSpec> specs =
        catalogue.topics().stream().collect(Collectors.toMap(TopicSpec::name, spec -> spec));
    Map<String, Object> channels = new LinkedHashMap<>();
    Map<String, Object> operations = new LinkedHashMap<>();
    Map<String, Object> messages = new TreeMap<>();
    for (Topic topic : TOPICS) {
      TopicSpec spec = specs.remove(topic.name);
      if (spec == null) {
        throw new IllegalStateException(topic.name + " is not in the catalogue");
      }
      channels.put(topic.name, channel(topic, spec));
      if (topic.open) {
        operations.put("read-" + topic.name, reading(topic));
      }
      for (Schema record : topic.records) {
        messages.put(record.getName(), message(record));
      }
    }
    for (TopicSpec spec : catalogue.inbox("{isp}")) {
      boolean inbox = spec.name().startsWith(TopicCatalogue.INBOX_PREFIX);
      String name = inbox ? "InboxRecord" : "InboxAnswer";
      String channel = inbox ? "numroute.inbox" : "numroute.outbox";
      channels.put(channel, ofAnIsp(spec, inbox, name));
      operations.put(
          (inbox ? "write-" : "read-") + channel,
          map(
              "action",
              inbox ? "send" : "receive",
              "channel",
              ref("#/channels/" + channel),
              "summary",
              inbox ? INBOX : OUTBOX));
      messages.put(name, inbox ? inboxRecord() : inboxAnswer());
    }
    if (!specs.isEmpty()) {
      throw new IllegalStateException("the page lacks " + specs.keySet());
    }
    return map(
        "asyncapi",
        "3.1.0",
        "info",
        map(
            "title",
            "Numroute's topics",
            "version",
            "1.0.0",
            "description",
            "What carries commands, facts, results and answers. Partition counts are the defaults."
                + " Operations are those of clients that are not Numroute's own; what an ISP or the"
                + " authority wants changed goes through the ingest. Values are in Avro's"
                + " single-object encoding, or in Confluent's with a registry;"
                + " those of inboxes and outboxes are JSON."),
        "defaultContentType",
        "avro/binary",
        "channels",
        channels,
        "operations",
        operations,
        "components",
        map("messages", messages));
  }

  private static Map<String, Object> ofAnIsp(TopicSpec spec, boolean inbox, String message) {
    return map(
        "address",
        spec.name(),
        "description",
        inbox
            ? INBOX + " Key: any. Written by: that ISP alone."
            : OUTBOX + " Key: place in the inbox, PARTITION:OFFSET. Written by: ingest.",
        "parameters",
        map("isp", map("description", "Id of the ISP.")),
        "messages",
        map(message, ref("#/components/messages/" + message)),
        "bindings",
        map(
            "kafka",
            map(
                "partitions",
                spec.partitions(),
                "topicConfiguration",
                configuration(spec.config()),
                "bindingVersion",
                "0.5.0")));
  }

  private static Map<String, Object> inboxRecord() {
    return map(
        "name",
        "InboxRecord",
        "title",
        "InboxRecord",
        "summary",
        "One line of an import, see inboxes.md and imports.md.",
        "contentType",
        "application/json",
        "payload",
        map("type", "object", "minProperties", 1, "maxProperties", 1));
  }

  private static Map<String, Object> inboxAnswer() {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String member :
        List.of("inbox", "id", "status", "commandId", "entity", "code", "detail", "pointer")) {
      members.put(member, map("type", "string"));
    }
    members.put("status", map("type", "string", "enum", List.of("accepted", "refused", "unknown")));
    members.put("column", map("type", "integer"));
    members.put("directoryVersion", map("type", "integer"));
    return map(
        "name",
        "InboxAnswer",
        "title",
        "InboxAnswer",
        "summary",
        "What became of one record, see inboxes.md.",
        "contentType",
        "application/json",
        "payload",
        map("type", "object", "required", List.of("inbox", "status"), "properties", members));
  }

  private static Map<String, Object> channel(Topic topic, TopicSpec spec) {
    Map<String, Object> messages = new LinkedHashMap<>();
    for (Schema record : topic.records) {
      messages.put(record.getName(), ref("#/components/messages/" + record.getName()));
    }
    return map(
        "address",
        topic.name,
        "description",
        topic.about + " Key: " + topic.key + " Written by: " + topic.writer + ".",
        "messages",
        messages,
        "bindings",
        map(
            "kafka",
            map(
                "topic",
                topic.name,
                "partitions",
                spec.partitions(),
                "topicConfiguration",
                configuration(spec.config()),
                "bindingVersion",
                "0.5.0")));
  }

  /** Of the settings those that the binding has. */
  private static Map<String, Object> configuration(Map<String, String> config) {
    Map<String, Object> said = new LinkedHashMap<>();
    said.put(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        Arrays.asList(
            config
                .getOrDefault(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE)
                .split(",")));
    for (String setting :
        List.of(
            TopicConfig.RETENTION_MS_CONFIG,
            TopicConfig.RETENTION_BYTES_CONFIG,
            TopicConfig.DELETE_RETENTION_MS_CONFIG,
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG)) {
      String value = config.get(setting);
      if (value != null) {
        said.put(setting, Long.valueOf(value));
      }
    }
    return said;
  }

  private static Map<String, Object> reading(Topic topic) {
    return map(
        "action", "receive", "channel", ref("#/channels/" + topic.name), "summary", topic.about);
  }

  private static Map<String, Object> message(Schema record) {
    return map(
        "name",
        record.getFullName(),
        "title",
        record.getName(),
        "summary",
        record.getDoc(),
        "payload",
        map(
            "schemaFormat",
            AVRO,
            "schema",
            ref("../schemas/src/main/avro/" + record.getName() + ".avsc")));
  }

  private static Map<String, Object> ref(String to) {
    return map("$ref", to);
  }

  private static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
