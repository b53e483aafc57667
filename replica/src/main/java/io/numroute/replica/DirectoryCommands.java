package io.numroute.replica;

import io.numroute.routing.Actor;
import io.numroute.routing.AdminState;
import io.numroute.routing.Block;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.Isp;
import io.numroute.routing.IspId;
import io.numroute.routing.IspState;
import io.numroute.routing.Precondition;
import io.numroute.routing.Prefix;
import io.numroute.routing.ProfileId;
import io.numroute.routing.Proof;
import io.numroute.routing.Transport;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.AgreementEntry;
import io.numroute.schemas.avro.BlockEntry;
import io.numroute.schemas.avro.BlockSuccessorEntry;
import io.numroute.schemas.avro.GatewayEntry;
import io.numroute.schemas.avro.IspEntry;
import io.numroute.schemas.avro.Operation;
import io.numroute.schemas.avro.ProfileEntry;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Directory commands between the log and the domain. */
public final class DirectoryCommands {
  /** What the fields mean but for those of {@link #SUCCESSORS}; see {@code needs}. */
  private static final int PLAIN = 1;

  /** That blocks have successors. */
  private static final int SUCCESSORS = 2;

  /** That a command is done only if its entity stands as it expects: the newest that is known. */
  private static final int CONDITIONS = 3;

  private DirectoryCommands() {}

  /**
   * What a record of the directory log asks for.
   *
   * @param topic where the record was found
   * @param key its key, the command's entity
   * @throws BadRecordException wrong-topic, wrong-key, or not-understood: a kind, a word or a value
   *     that this version does not know
   */
  public static Asked<DirectoryCommand> toDomain(
      io.numroute.schemas.avro.DirectoryCommand message, String topic, byte @Nullable [] key)
      throws BadRecordException {
    Mapping.requireTopic(topic, message.getTopic());
    Mapping.requireMeaning(message.getNeeds(), CONDITIONS);
    Asked<DirectoryCommand> asked;
    try {
      asked =
          new Asked<>(
              Mapping.actor(message.getActor()),
              command(message),
              Mapping.precondition(message.getExpects()));
    } catch (IllegalArgumentException e) {
      throw Mapping.notUnderstood(String.valueOf(e.getMessage()));
    }
    Mapping.requireKey(key, asked.command().entity());
    return asked;
  }

  /** The value for a command that is done however its entity stands. */
  public static io.numroute.schemas.avro.DirectoryCommand toAvro(
      DirectoryCommand command, Actor actor, Proof proof, Instant receivedAt) {
    return toAvro(command, Precondition.NONE, actor, proof, receivedAt);
  }

  /**
   * The value for a command; its record's key is {@link DirectoryCommand#entity}.
   *
   * @param proof what proved the actor
   */
  public static io.numroute.schemas.avro.DirectoryCommand toAvro(
      DirectoryCommand command,
      Precondition precondition,
      Actor actor,
      Proof proof,
      Instant receivedAt) {
    io.numroute.schemas.avro.DirectoryCommand message =
        new io.numroute.schemas.avro.DirectoryCommand();
    message.setTopic(TopicCatalogue.DIRECTORY_COMMANDS);
    message.setActor(actor.toString());
    message.setCredential(proof.credential());
    message.setProof(proof.kind().word());
    message.setReceivedAtMs(receivedAt);
    message.setOperation(Operation.PUT);
    message.setNeeds(PLAIN);
    if (command instanceof DirectoryCommand.PutIsp put) {
      message.setIsp(entry(put.isp()));
    } else if (command instanceof DirectoryCommand.PutGateway put) {
      message.setGateway(entry(put.gateway()));
    } else if (command instanceof DirectoryCommand.PutBlock put) {
      message.setBlock(entry(put.block()));
      message.setNeeds(put.block().successor() == null ? PLAIN : SUCCESSORS);
    } else if (command instanceof DirectoryCommand.PutProfile put) {
      message.setProfile(RoutingProfiles.toAvro(put.profile()));
    } else if (command instanceof DirectoryCommand.PutAgreement put) {
      message.setAgreement(Agreements.toAvro(put.agreement()));
    } else {
      message.setOperation(Operation.DELETE);
      if (command instanceof DirectoryCommand.DeleteIsp delete) {
        message.setIsp(IspEntry.newBuilder().setId(delete.id().value()).build());
      } else if (command instanceof DirectoryCommand.DeleteGateway delete) {
        message.setGateway(
            GatewayEntry.newBuilder()
                .setIsp(delete.id().isp().value())
                .setName(delete.id().name())
                .build());
      } else if (command instanceof DirectoryCommand.DeleteBlock delete) {
        message.setBlock(BlockEntry.newBuilder().setPrefix(delete.prefix().toString()).build());
      } else if (command instanceof DirectoryCommand.DeleteProfile delete) {
        message.setProfile(
            ProfileEntry.newBuilder()
                .setIsp(delete.id().isp().value())
                .setName(delete.id().name())
                .build());
      } else if (command instanceof DirectoryCommand.DeleteAgreement delete) {
        message.setAgreement(AgreementEntry.newBuilder().setIsp(delete.isp().value()).build());
      } else {
        throw new AssertionError(command);
      }
    }
    if (!precondition.equals(Precondition.NONE)) {
      message.setExpects(Mapping.expects(precondition));
      message.setNeeds(CONDITIONS);
    }
    return message;
  }

  /** Whether that key is that of an entity of a kind that this version knows. */
  static boolean isEntity(String key) {
    String[] words = key.split("/", -1);
    try {
      DirectoryCommand about =
          switch (words[0] + "/" + (words.length - 1)) {
            case "isp/1" -> new DirectoryCommand.DeleteIsp(new IspId(words[1]));
            case "gateway/2" ->
                new DirectoryCommand.DeleteGateway(new GatewayId(new IspId(words[1]), words[2]));
            case "block/1" -> new DirectoryCommand.DeleteBlock(Prefix.parse(words[1]));
            case "profile/2" ->
                new DirectoryCommand.DeleteProfile(new ProfileId(new IspId(words[1]), words[2]));
            case "agreement/1" -> new DirectoryCommand.DeleteAgreement(new IspId(words[1]));
            default -> null;
          };
      return about != null && about.entity().equals(key);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static DirectoryCommand command(io.numroute.schemas.avro.DirectoryCommand message)
      throws BadRecordException {
    IspEntry isp = message.getIsp();
    GatewayEntry gateway = message.getGateway();
    BlockEntry block = message.getBlock();
    ProfileEntry profile = message.getProfile();
    AgreementEntry agreement = message.getAgreement();
    if (Stream.of(isp, gateway, block, profile, agreement).filter(Objects::nonNull).count() != 1) {
      throw Mapping.notUnderstood("not exactly one of the kinds this version knows");
    }
    boolean put =
        switch (message.getOperation()) {
          case PUT -> true;
          case DELETE -> false;
          case UNKNOWN -> throw Mapping.notUnderstood("unknown operation");
        };
    if (isp != null) {
      IspId id = new IspId(isp.getId());
      return put ? new DirectoryCommand.PutIsp(isp(id, isp)) : new DirectoryCommand.DeleteIsp(id);
    } else if (gateway != null) {
      GatewayId id = new GatewayId(new IspId(gateway.getIsp()), gateway.getName());
      return put
          ? new DirectoryCommand.PutGateway(gateway(id, gateway))
          : new DirectoryCommand.DeleteGateway(id);
    } else if (block != null) {
      Prefix prefix = Prefix.parse(block.getPrefix());
      return put
          ? new DirectoryCommand.PutBlock(block(prefix, block))
          : new DirectoryCommand.DeleteBlock(prefix);
    } else if (profile != null) {
      ProfileId id = RoutingProfiles.id(profile);
      return put
          ? new DirectoryCommand.PutProfile(RoutingProfiles.toDomain(profile))
          : new DirectoryCommand.DeleteProfile(id);
    } else if (agreement != null) {
      return put
          ? new DirectoryCommand.PutAgreement(Agreements.toDomain(agreement))
          : new DirectoryCommand.DeleteAgreement(new IspId(agreement.getIsp()));
    }
    throw new AssertionError();
  }

  private static Isp isp(IspId id, IspEntry entry) throws BadRecordException {
    IspState state =
        switch (entry.getState()) {
          case ACTIVE -> IspState.ACTIVE;
          case SUSPENDED -> IspState.SUSPENDED;
          case UNKNOWN -> throw Mapping.notUnderstood("unknown ISP state");
        };
    return new Isp(
        id,
        Mapping.set(entry.getName(), "isp.name"),
        state,
        entry.getDefaultCountry(),
        entry.getDefaultProfile());
  }

  private static IspEntry entry(Isp isp) {
    return new IspEntry(
        isp.id().value(),
        isp.name(),
        switch (isp.state()) {
          case ACTIVE -> io.numroute.schemas.avro.IspState.ACTIVE;
          case SUSPENDED -> io.numroute.schemas.avro.IspState.SUSPENDED;
        },
        isp.defaultCountry(),
        isp.defaultProfile());
  }

  private static Gateway gateway(GatewayId id, GatewayEntry entry) throws BadRecordException {
    Transport transport =
        switch (entry.getTransport()) {
          case UDP -> Transport.UDP;
          case TCP -> Transport.TCP;
          case TLS -> Transport.TLS;
          case WS -> Transport.WS;
          case UNKNOWN -> throw Mapping.notUnderstood("unknown transport");
        };
    AdminState state =
        switch (entry.getState()) {
          case ENABLED -> AdminState.ENABLED;
          case DRAINING -> AdminState.DRAINING;
          case DISABLED -> AdminState.DISABLED;
          case UNKNOWN -> throw Mapping.notUnderstood("unknown gateway state");
        };
    return new Gateway(
        id,
        Mapping.set(entry.getHost(), "gateway.host"),
        entry.getPort(),
        transport,
        Mapping.media(entry.getMedia()),
        state,
        entry.getStrip(),
        entry.getPrepend(),
        entry.getTimeoutMs(),
        entry.getRerouteCauses(),
        entry.getAttributes(),
        Mapping.validity(entry.getValidFromMs(), entry.getValidUntilMs()));
  }

  private static GatewayEntry entry(Gateway gateway) {
    return new GatewayEntry(
        gateway.id().isp().value(),
        gateway.id().name(),
        gateway.host(),
        gateway.port(),
        switch (gateway.transport()) {
          case UDP -> io.numroute.schemas.avro.Transport.UDP;
          case TCP -> io.numroute.schemas.avro.Transport.TCP;
          case TLS -> io.numroute.schemas.avro.Transport.TLS;
          case WS -> io.numroute.schemas.avro.Transport.WS;
        },
        gateway.media().stream().map(Mapping::toAvro).toList(),
        switch (gateway.state()) {
          case ENABLED -> io.numroute.schemas.avro.AdminState.ENABLED;
          case DRAINING -> io.numroute.schemas.avro.AdminState.DRAINING;
          case DISABLED -> io.numroute.schemas.avro.AdminState.DISABLED;
        },
        gateway.strip(),
        gateway.prepend(),
        gateway.timeoutMs(),
        gateway.rerouteCauses(),
        Map.copyOf(gateway.attributes()),
        Mapping.fromMs(gateway.validity()),
        Mapping.untilMs(gateway.validity()));
  }

  private static Block block(Prefix prefix, BlockEntry entry) throws BadRecordException {
    BlockSuccessorEntry successor = entry.getSuccessor();
    return new Block(
        prefix,
        entry.getTotalLength(),
        Mapping.isp(entry.getHolder(), "block.holder"),
        entry.getProfile(),
        Mapping.validity(entry.getValidFromMs(), entry.getValidUntilMs()),
        successor == null ? null : successor(prefix, successor));
  }

  private static Block.Successor successor(Prefix prefix, BlockSuccessorEntry entry) {
    return new Block.Successor(
        entry.getFromMs(),
        new Block(
            prefix,
            entry.getTotalLength(),
            new IspId(entry.getHolder()),
            entry.getProfile(),
            Mapping.validity(entry.getValidFromMs(), entry.getValidUntilMs())));
  }

  private static BlockEntry entry(Block block) {
    Block.Successor successor = block.successor();
    return new BlockEntry(
        block.prefix().toString(),
        block.holder().value(),
        block.totalLength(),
        Mapping.fromMs(block.validity()),
        Mapping.untilMs(block.validity()),
        block.profile(),
        successor == null ? null : entry(successor.fromMs(), successor.block()));
  }

  private static BlockSuccessorEntry entry(long fromMs, Block block) {
    return new BlockSuccessorEntry(
        fromMs,
        block.holder().value(),
        block.totalLength(),
        block.profile(),
        Mapping.fromMs(block.validity()),
        Mapping.untilMs(block.validity()));
  }
}
