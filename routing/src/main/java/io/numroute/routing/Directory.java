package io.numroute.routing;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ISPs, their gateways and their blocks after the first n commands of the directory log: one
 * state of a replicated state machine. Every process that applies the same log has the same
 * directory at the same version.
 *
 * <p>Immutable; {@link #apply} gives the next one, which shares nearly everything. A change costs
 * the same whether the directory is small or holds a million blocks.
 */
public final class Directory {
  /** The version before the first command. */
  public static final long NO_VERSION = -1;

  private static final Directory EMPTY =
      new Directory(NO_VERSION, PersistentMap.empty(), PrefixTable.empty(), PersistentMap.empty());

  private final long version;
  private final PersistentMap<IspId, Member> members;
  private final PrefixTable<Holding> holdings;
  private final PersistentMap<String, Origin> notUnderstood;

  Directory(
      long version,
      PersistentMap<IspId, Member> members,
      PrefixTable<Holding> holdings,
      PersistentMap<String, Origin> notUnderstood) {
    this.version = version;
    this.members = members;
    this.holdings = holdings;
    this.notUnderstood = notUnderstood;
  }

  /** The directory before the first command. */
  public static Directory empty() {
    return EMPTY;
  }

  /**
   * Offset of the last record of the log that this state reflects, refused ones included; {@link
   * #NO_VERSION} if none.
   */
  public long version() {
    return version;
  }

  PersistentMap<IspId, Member> members() {
    return members;
  }

  PrefixTable<Holding> holdings() {
    return holdings;
  }

  PersistentMap<String, Origin> notUnderstood() {
    return notUnderstood;
  }

  /** An ISP with what belongs to it, or null. */
  public @Nullable Member member(IspId id) {
    return members.get(id);
  }

  /** A gateway with the version that made it, or null. */
  public @Nullable VersionedGateway gateway(GatewayId id) {
    Member owner = members.get(id.isp());
    return owner == null ? null : owner.gateway(id);
  }

  /** A profile with the command that made it, or null. */
  public @Nullable VersionedProfile profile(ProfileId id) {
    Member owner = members.get(id.isp());
    return owner == null ? null : owner.profile(id.name());
  }

  /**
   * The newest command about an entity when this version does not understand it, a later one's:
   * then what is known of the entity is out of date, and decisions leave it out. Null otherwise.
   *
   * @param entity as {@link DirectoryCommand#entity} writes it
   */
  public @Nullable Origin notUnderstood(String entity) {
    return notUnderstood.size() == 0 ? null : notUnderstood.get(entity);
  }

  /** How many entities {@link #notUnderstood} knows. */
  public int notUnderstoodCount() {
    return notUnderstood.size();
  }

  /** The block of exactly that prefix, or null. */
  public @Nullable Holding block(Prefix prefix) {
    return holdings.get(prefix.digits());
  }

  /** The longest block, in force or not, that {@code digits} begins with, or null. */
  public @Nullable Holding longestBlock(long digits) {
    return holdings.longestMatch(digits);
  }

  /**
   * The longest block that {@code digits} begins with and whose prefix is strictly shorter, or
   * null.
   */
  public @Nullable Holding longestBlockAbove(long digits) {
    return holdings.longestMatchAbove(digits);
  }

  /**
   * The longest block in force at that instant that {@code digits} begins with, as it speaks then:
   * its holder is who may dispose of the number. Null when there is none.
   */
  public @Nullable Block blockAt(long digits, long instantMs) {
    return inForce(longestBlock(digits), instantMs);
  }

  /** {@link #blockAt} among the blocks whose prefix is strictly shorter. */
  @Nullable Block blockAboveAt(long digits, long instantMs) {
    return inForce(longestBlockAbove(digits), instantMs);
  }

  private @Nullable Block inForce(@Nullable Holding longest, long instantMs) {
    for (Holding holding = longest;
        holding != null;
        holding = longestBlockAbove(holding.block().prefix().digits())) {
      Block block = holding.block().at(instantMs);
      if (block.validity().contains(instantMs)) {
        return block;
      }
    }
    return null;
  }

  /**
   * Whether some block's prefix begins with {@code digits}: then more digits could lead somewhere.
   */
  public boolean anyBlockBeginsWith(long digits) {
    return holdings.anyBeginsWith(digits);
  }

  public int ispCount() {
    return members.size();
  }

  public int blockCount() {
    return holdings.size();
  }

  /** Every ISP, in no order worth relying on. */
  public void forEachMember(Consumer<Member> visitor) {
    members.forEach((id, member) -> visitor.accept(member));
  }

  /** Every block, in order of prefix. */
  public void forEachBlock(Consumer<Holding> visitor) {
    holdings.forEach((prefix, holding) -> visitor.accept(holding));
  }

  /**
   * The state after one more command, and whether it was accepted. A refused command changes
   * nothing but the version.
   *
   * @param origin of the command; its version is greater than {@link #version()}
   */
  public Applied apply(Origin origin, DirectoryCommand command) {
    return apply(origin, command, Precondition.NONE);
  }

  /** {@link #apply(Origin, DirectoryCommand)}, if the entity stands as it must. */
  public Applied apply(Origin origin, DirectoryCommand command, Precondition precondition) {
    long version = origin.version();
    if (version <= this.version) {
      throw new IllegalArgumentException("version " + version + " is not after " + this.version);
    }
    DirectoryChange change = new DirectoryChange(this, origin, command.entity(), precondition);
    if (command instanceof DirectoryCommand.PutIsp put) {
      return change.putIsp(put.isp());
    } else if (command instanceof DirectoryCommand.DeleteIsp delete) {
      return change.deleteIsp(delete.id());
    } else if (command instanceof DirectoryCommand.PutGateway put) {
      return change.putGateway(put.gateway());
    } else if (command instanceof DirectoryCommand.DeleteGateway delete) {
      return change.deleteGateway(delete.id());
    } else if (command instanceof DirectoryCommand.PutBlock put) {
      return change.putBlock(put.block());
    } else if (command instanceof DirectoryCommand.DeleteBlock delete) {
      return change.deleteBlock(delete.prefix());
    } else if (command instanceof DirectoryCommand.PutProfile put) {
      return change.putProfile(put.profile());
    } else if (command instanceof DirectoryCommand.DeleteProfile delete) {
      return change.deleteProfile(delete.id());
    } else if (command instanceof DirectoryCommand.PutAgreement put) {
      return change.putAgreement(put.agreement());
    } else if (command instanceof DirectoryCommand.DeleteAgreement delete) {
      return change.deleteAgreement(delete.isp());
    }
    throw new AssertionError(command);
  }

  /**
   * The state after a record of the log that is no command this version understands: only the
   * version moves.
   */
  public Directory skip(long version) {
    if (version <= this.version) {
      throw new IllegalArgumentException("version " + version + " is not after " + this.version);
    }
    return new Directory(version, members, holdings, notUnderstood);
  }

  /**
   * The state after a command about a known kind of entity that says more than this version
   * understands. Nobody can tell whether it was accepted, so what was known of the entity stays for
   * reading, but decisions leave it out until a command comes that is understood.
   */
  public Directory skip(Origin origin, String entity) {
    Directory skipped = skip(origin.version());
    return new Directory(skipped.version, members, holdings, notUnderstood.with(entity, origin));
  }

  /** A directory and what became of the command that led to it. */
  public record Applied(Directory directory, Verdict verdict) {}

  /**
   * A gateway and the command that made it what it is, with what each lookup asks of it side by
   * side, so that a lookup reads one object a gateway.
   *
   * @param orderKey hash of its id, for {@link CallOrder}
   * @param traits bit for each medium it carries, by ordinal, and {@link #DRAINS}, {@link #IS_OFF},
   *     {@link #IS_BOUNDED}
   */
  public record VersionedGateway(Gateway gateway, Origin origin, long orderKey, int traits) {
    /** Its owner lets it drain. */
    static final int DRAINS = 1 << 8;

    /** Its owner disabled it. */
    static final int IS_OFF = 1 << 9;

    /** It is not always valid. */
    static final int IS_BOUNDED = 1 << 10;

    public VersionedGateway(Gateway gateway, Origin origin) {
      this(gateway, origin, CallOrder.keyOf(gateway.id().toString()), traitsOf(gateway));
    }

    private static int traitsOf(Gateway gateway) {
      int traits = Media.bits(gateway.media());
      if (gateway.state() != AdminState.ENABLED) {
        traits |= gateway.state() == AdminState.DRAINING ? DRAINS : IS_OFF;
      }
      return gateway.validity().equals(Validity.ALWAYS) ? traits : traits | IS_BOUNDED;
    }

    public long version() {
      return origin.version();
    }

    boolean has(int trait) {
      return (traits & trait) != 0;
    }
  }

  /**
   * A profile and the command that made it what it is.
   *
   * @param index of its rules; computed once, here
   */
  public record VersionedProfile(RoutingProfile profile, Origin origin, RuleIndex index) {
    public VersionedProfile(RoutingProfile profile, Origin origin) {
      this(profile, origin, new RuleIndex(profile.rules()));
    }
  }

  /** An agreement and the command that made it what it is. */
  public record VersionedAgreement(Agreement agreement, Origin origin) {}

  /**
   * A block, and the command that made it what it is.
   *
   * @param givenBy the authority, or the ISP that delegated it: who may take it back
   */
  public record Holding(Block block, Actor givenBy, Origin origin) {
    public long version() {
      return origin.version();
    }
  }

  /**
   * An ISP and what belongs to it.
   *
   * @param origin the command that made the ISP's own entry what it is
   * @param gateways ordered by id; not to be changed
   * @param profiles ordered by id; not to be changed
   * @param agreement null when it made none
   * @param blocks how many blocks name it, as holder or as the one that follows
   * @param lanes what each lookup asks of each gateway, side by side, so that a lookup reads only
   *     the gateways that it tells: the order key and the traits of each, in their order
   * @param names of the gateways, in their order: compared as objects, since one text is one object
   * @param traits {@link #IS_SUSPENDED}, {@link #HAS_DEFAULT_PROFILE}
   * @param defaultProfile null when it names none, or one that it does not have
   */
  @SuppressWarnings("ArrayRecordComponent") // shared as it is with the hot path, compared by nobody
  public record Member(
      Isp isp,
      Origin origin,
      VersionedGateway[] gateways,
      VersionedProfile[] profiles,
      @Nullable VersionedAgreement agreement,
      int blocks,
      long[] lanes,
      String[] names,
      int traits,
      @Nullable VersionedProfile defaultProfile) {
    static final int IS_SUSPENDED = 1;
    static final int HAS_DEFAULT_PROFILE = 1 << 1;

    /** Most gateways, and most profiles, of one ISP. */
    public static final int MAX_OF_EACH = 1_000;

    /** Up to so many names are looked through one by one. */
    private static final int FEW = 32;

    private static final VersionedGateway[] NO_GATEWAYS = {};
    private static final VersionedProfile[] NO_PROFILES = {};

    Member(Isp isp, Origin origin) {
      this(isp, origin, NO_GATEWAYS, NO_PROFILES, null, 0);
    }

    private Member(
        Isp isp,
        Origin origin,
        VersionedGateway[] gateways,
        VersionedProfile[] profiles,
        @Nullable VersionedAgreement agreement,
        int blocks) {
      this(
          isp,
          origin,
          gateways,
          profiles,
          agreement,
          blocks,
          lanesOf(gateways),
          namesOf(gateways),
          traitsOf(isp),
          isp.defaultProfile() == null ? null : find(profiles, isp.defaultProfile()));
    }

    private static String[] namesOf(VersionedGateway[] gateways) {
      String[] names = new String[gateways.length];
      for (int i = 0; i < gateways.length; i++) {
        names[i] = gateways[i].gateway().id().name();
      }
      return names;
    }

    private static @Nullable VersionedProfile find(VersionedProfile[] profiles, String name) {
      int index = indexOf(profiles, name);
      return index < 0 ? null : profiles[index];
    }

    private static long[] lanesOf(VersionedGateway[] gateways) {
      long[] lanes = new long[2 * gateways.length];
      for (int i = 0; i < gateways.length; i++) {
        lanes[2 * i] = gateways[i].orderKey();
        lanes[2 * i + 1] = gateways[i].traits();
      }
      return lanes;
    }

    private static int traitsOf(Isp isp) {
      return (isp.state() == IspState.SUSPENDED ? IS_SUSPENDED : 0)
          | (isp.defaultProfile() == null ? 0 : HAS_DEFAULT_PROFILE);
    }

    boolean has(int trait) {
      return (traits & trait) != 0;
    }

    int gatewayCount() {
      return lanes.length >>> 1;
    }

    long gatewayOrderKey(int index) {
      return lanes[2 * index];
    }

    int gatewayTraits(int index) {
      return (int) lanes[2 * index + 1];
    }

    public long version() {
      return origin.version();
    }

    @Nullable VersionedGateway gateway(GatewayId id) {
      if (names.length <= FEW) {
        for (int i = 0; i < names.length; i++) {
          if (isSame(names[i], id.name())) {
            return gateways[i];
          }
        }
        return null;
      }
      int index = indexOf(id);
      return index < 0 ? null : gateways[index];
    }

    @SuppressWarnings("ReferenceEquality") // GatewayId has one object for one text
    private static boolean isSame(String name, String other) {
      return name == other;
    }

    @Nullable VersionedProfile profile(String name) {
      return find(profiles, name);
    }

    private int indexOf(GatewayId id) {
      return indexOf(gateways, versioned -> versioned.gateway().id().name(), id.name());
    }

    private static int indexOf(VersionedProfile[] profiles, String name) {
      return indexOf(profiles, versioned -> versioned.profile().id().name(), name);
    }

    /** Where that name stands; where it would come, as {@link Arrays#binarySearch} says it. */
    private static <T> int indexOf(T[] sorted, Function<T, String> nameOf, String name) {
      int low = 0;
      int high = sorted.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = nameOf.apply(sorted[middle]).compareTo(name);
        if (order == 0) {
          return middle;
        } else if (order < 0) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return -low - 1;
    }

    /** With an entity in the place that {@code indexOf} gave for its name. */
    private static <T> T[] with(T[] old, int index, T entity) {
      if (index >= 0) {
        T[] changed = old.clone();
        changed[index] = entity;
        return changed;
      }
      int place = -index - 1;
      T[] longer = Arrays.copyOf(old, old.length + 1);
      System.arraycopy(old, place, longer, place + 1, old.length - place);
      longer[place] = entity;
      return longer;
    }

    private static <T> T[] without(T[] old, int index) {
      T[] shorter = Arrays.copyOf(old, old.length - 1);
      System.arraycopy(old, index + 1, shorter, index, shorter.length - index);
      return shorter;
    }

    Member with(Isp changed, Origin by) {
      return new Member(changed, by, gateways, profiles, agreement, blocks);
    }

    Member with(VersionedGateway gateway) {
      VersionedGateway[] changed = with(gateways, indexOf(gateway.gateway().id()), gateway);
      return new Member(isp, origin, changed, profiles, agreement, blocks);
    }

    Member with(VersionedProfile profile) {
      VersionedProfile[] changed =
          with(profiles, indexOf(profiles, profile.profile().id().name()), profile);
      return new Member(isp, origin, gateways, changed, agreement, blocks);
    }

    Member with(@Nullable VersionedAgreement changed) {
      return new Member(isp, origin, gateways, profiles, changed, blocks);
    }

    Member without(GatewayId id) {
      VersionedGateway[] left = without(gateways, indexOf(id));
      return new Member(isp, origin, left, profiles, agreement, blocks);
    }

    Member without(ProfileId id) {
      VersionedProfile[] left = without(profiles, indexOf(profiles, id.name()));
      return new Member(isp, origin, gateways, left, agreement, blocks);
    }

    Member withBlocks(int change) {
      return new Member(
          isp,
          origin,
          gateways,
          profiles,
          agreement,
          blocks + change,
          lanes,
          names,
          traits,
          defaultProfile);
    }

    /** Where a profile names that gateway, or null. */
    @Nullable String useOf(GatewayId id) {
      for (VersionedProfile versioned : profiles) {
        List<Rule> rules = versioned.profile().rules();
        for (int r = 0; r < rules.size(); r++) {
          if (rules.get(r).action() instanceof Rule.Offer offer
              && offer.targets().stream().anyMatch(target -> target.gateway().equals(id))) {
            return "profile " + versioned.profile().id() + " names it in /rules/" + r;
          }
        }
      }
      return null;
    }
  }
}
