package io.numroute.schemas;

import io.numroute.schemas.avro.AgreementEntry;
import io.numroute.schemas.avro.Answer;
import io.numroute.schemas.avro.AnsweredGateway;
import io.numroute.schemas.avro.CommandResult;
import io.numroute.schemas.avro.Credential;
import io.numroute.schemas.avro.CredentialRole;
import io.numroute.schemas.avro.DeadLetter;
import io.numroute.schemas.avro.DirectoryCommand;
import io.numroute.schemas.avro.DownGateway;
import io.numroute.schemas.avro.FactKind;
import io.numroute.schemas.avro.FormerFact;
import io.numroute.schemas.avro.GatewayEntry;
import io.numroute.schemas.avro.GatewayEvent;
import io.numroute.schemas.avro.GatewayEventKind;
import io.numroute.schemas.avro.GatewayStateReport;
import io.numroute.schemas.avro.GrantEntry;
import io.numroute.schemas.avro.IdempotencyClaim;
import io.numroute.schemas.avro.IdempotencyOutcome;
import io.numroute.schemas.avro.LogHeader;
import io.numroute.schemas.avro.Media;
import io.numroute.schemas.avro.NumberCommand;
import io.numroute.schemas.avro.NumberFact;
import io.numroute.schemas.avro.NumberOperation;
import io.numroute.schemas.avro.Operation;
import io.numroute.schemas.avro.PermissionEntry;
import io.numroute.schemas.avro.PortEvent;
import io.numroute.schemas.avro.PortEventKind;
import io.numroute.schemas.avro.PortFact;
import io.numroute.schemas.avro.PortRequestEntry;
import io.numroute.schemas.avro.PortStateKind;
import io.numroute.schemas.avro.ProfileEntry;
import io.numroute.schemas.avro.ResultStatus;
import io.numroute.schemas.avro.RuleEntry;
import io.numroute.schemas.avro.SuccessorFact;
import io.numroute.schemas.avro.TargetEntry;
import io.numroute.schemas.avro.TimeTerm;
import io.numroute.schemas.avro.TimeTermKind;
import io.numroute.schemas.avro.WebhookProgress;
import io.numroute.schemas.avro.WebhookSubscription;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/** One record of each kind. */
final class SampleRecords {
  static final Instant AT = Instant.parse("2026-11-22T10:00:00.123Z");
  static final String LOG = "0f8fad5b-d9cb-469f-a165-70867728950e";

  private SampleRecords() {}

  static List<SpecificRecord> all() {
    return List.of(
        header(),
        gateway(),
        profile(),
        agreement(),
        numberCommand(),
        fact(),
        result(),
        answer(),
        credential(),
        report(),
        event(),
        portEvent(),
        subscription(),
        progress(),
        claim(),
        claimOutcome(),
        letter());
  }

  static LogHeader header() {
    return new LogHeader(TopicCatalogue.DIRECTORY_COMMANDS, LOG, AT);
  }

  static DirectoryCommand gateway() {
    GatewayEntry gateway =
        GatewayEntry.newBuilder()
            .setIsp("acme")
            .setName("gw1")
            .setHost("gw1.example")
            .setMedia(List.of(Media.VOICE, Media.FAX))
            .setRerouteCauses(List.of(404, 503))
            .setAttributes(Map.of("rack", "7"))
            .setValidFromMs(5L)
            .build();
    return new DirectoryCommand(
        TopicCatalogue.DIRECTORY_COMMANDS,
        "isp:acme",
        "k1",
        AT,
        Operation.PUT,
        null,
        gateway,
        null,
        null,
        null,
        1,
        "certificate",
        41L,
        "import:june");
  }

  static DirectoryCommand profile() {
    RuleEntry rule =
        RuleEntry.newBuilder()
            .setName("office hours")
            .setWhen(
                List.of(
                    TimeTerm.newBuilder()
                        .setKind(TimeTermKind.WINDOW)
                        .setZone("Europe/London")
                        .setStart("2026-01-05T09:00")
                        .setWallSeconds(30_600L)
                        .setRrule("FREQ=DAILY")
                        .build()))
            .setMedia(List.of(Media.VOICE))
            .setTargets(
                List.of(TargetEntry.newBuilder().setIsp("acme").setName("gw1").setTier(1).build()))
            .build();
    ProfileEntry profile =
        ProfileEntry.newBuilder().setIsp("acme").setName("office").setRules(List.of(rule)).build();
    return directory().setProfile(profile).build();
  }

  static DirectoryCommand agreement() {
    AgreementEntry agreement =
        AgreementEntry.newBuilder()
            .setIsp("acme")
            .setReaches(
                List.of(
                    PermissionEntry.newBuilder().setPermit(false).setIsps(List.of("x")).build()))
            .setGrants(
                List.of(GrantEntry.newBuilder().setTo("beta").setGateways(List.of("gw1")).build()))
            .build();
    return directory().setAgreement(agreement).build();
  }

  private static DirectoryCommand.Builder directory() {
    return DirectoryCommand.newBuilder()
        .setTopic(TopicCatalogue.DIRECTORY_COMMANDS)
        .setActor("authority")
        .setCredential("k1")
        .setReceivedAtMs(AT)
        .setOperation(Operation.PUT);
  }

  static NumberCommand numberCommand() {
    return new NumberCommand(
        TopicCatalogue.NUMBER_COMMANDS,
        "authority",
        "k1",
        AT,
        42L,
        NumberOperation.WITHDRAW,
        "+447106123456",
        null,
        1,
        new PortRequestEntry("beta", null, null, null, 5L, 6L, 7L),
        8L,
        "other",
        "jwt",
        -2L,
        "import:june");
  }

  static NumberFact fact() {
    return new NumberFact(
        FactKind.ASSIGNED,
        "+447106123456",
        "authority",
        "acme",
        null,
        null,
        null,
        null,
        9L,
        null,
        null,
        LOG,
        3,
        77L,
        42L,
        1L,
        SuccessorFact.newBuilder().setFromMs(8L).setServingIsp("beta").build(),
        2,
        "isp:beta",
        true,
        new PortFact(
            70L,
            "acme",
            "beta",
            null,
            null,
            null,
            1L,
            2L,
            3L,
            4L,
            PortStateKind.DONE,
            5L,
            null,
            new FormerFact("acme", null, null, null, null, null, "authority")));
  }

  static CommandResult result() {
    return new CommandResult(
        LOG, 3, 77L, "+447106123456", ResultStatus.REFUSED, "not-allowed", "no", 42L);
  }

  static Answer answer() {
    return Answer.newBuilder()
        .setTopic(TopicCatalogue.ANSWERS)
        .setQueryId("q")
        .setEdge("e")
        .setReceivedAtMs(AT)
        .setKind("route")
        .setAskingIsp("acme")
        .setCredential("k1")
        .setNumber("+447106123456")
        .setMedia("voice")
        .setAtMs(1)
        .setOrderSeed(2)
        .setMax(5)
        .setOutcome("routed")
        .setGateways(List.of(new AnsweredGateway("acme/gw1", 4L)))
        .setDirectoryLog(LOG)
        .setDirectoryVersion(42)
        .setNumberLog(LOG)
        .setNumberPartition(3)
        .setNumberVersion(-1)
        .setNumbersDecided(78)
        .setSemantics(1)
        .setRouter("r")
        .setAgeMs(1)
        .setStale(false)
        .setValidUntilMs(3)
        .setStatus(200)
        .setDownGateways(List.of(new DownGateway("acme/gw2", 9L)))
        .setEpoch(6)
        .setSequence(0)
        .setPreviousHash(ByteBuffer.allocate(32))
        .build();
  }

  static Credential credential() {
    return new Credential(
        TopicCatalogue.CREDENTIALS,
        "k1",
        CredentialRole.ISP,
        "acme",
        ByteBuffer.allocate(32),
        AT,
        "bootstrap",
        null,
        "gw-london");
  }

  static GatewayStateReport report() {
    return new GatewayStateReport(
        TopicCatalogue.GATEWAY_STATE, "acme/gw1", false, 5L, "isp:acme", "k1", 7L, "certificate");
  }

  static GatewayEvent event() {
    return new GatewayEvent(
        TopicCatalogue.GATEWAY_EVENTS,
        "acme/gw1",
        GatewayEventKind.DOWN,
        AT,
        5L,
        1,
        17L,
        "isp:acme");
  }

  static PortEvent portEvent() {
    return new PortEvent(
        TopicCatalogue.PORT_EVENTS,
        "acme",
        LOG + ".3.70",
        "+447106123456",
        "acme",
        "beta",
        PortEventKind.REJECTED,
        AT,
        null,
        "other",
        "isp:acme",
        77L);
  }

  static WebhookSubscription subscription() {
    return new WebhookSubscription(
        TopicCatalogue.WEBHOOKS,
        "acme",
        "https://hooks.acme.example/numroute?t=1",
        List.of("port.done"),
        7L,
        AT,
        "k1");
  }

  static WebhookProgress progress() {
    return new WebhookProgress(
        TopicCatalogue.WEBHOOK_PROGRESS,
        "acme",
        8L,
        3L,
        2,
        4L,
        5L,
        false,
        1L,
        4L,
        "status-500",
        1,
        2L,
        6L,
        0L);
  }

  static IdempotencyClaim claim() {
    return new IdempotencyClaim(
        TopicCatalogue.IDEMPOTENCY,
        "k".repeat(43),
        "isp:acme",
        "f".repeat(43),
        LOG,
        LOG,
        20_000L,
        LOG,
        3,
        77L);
  }

  static IdempotencyOutcome claimOutcome() {
    return new IdempotencyOutcome(TopicCatalogue.IDEMPOTENCY, "k".repeat(43), LOG, LOG + ".3.77");
  }

  static DeadLetter letter() {
    return new DeadLetter("t", 0, 1L, 2L, "router", "not-avro", "?", null, ByteBuffer.allocate(3));
  }
}
