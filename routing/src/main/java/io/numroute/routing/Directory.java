package io.numroute.routing;

import io.numroute.routing.time.Horizon;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
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

  private Directory(
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
    long version = origin.version();
    if (version <= this.version) {
      throw new IllegalArgumentException("version " + version + " is not after " + this.version);
    }
    Change change = new Change(this, origin, command.entity());
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
   * @param blocks how many blocks it holds
   */
  @SuppressWarnings("ArrayRecordComponent") // shared as it is with the hot path, compared by nobody
  public record Member(
      Isp isp,
      Origin origin,
      VersionedGateway[] gateways,
      VersionedProfile[] profiles,
      @Nullable VersionedAgreement agreement,
      int blocks) {
    /** Most gateways, and most profiles, of one ISP. */
    public static final int MAX_OF_EACH = 1_000;

    private static final VersionedGateway[] NO_GATEWAYS = {};
    private static final VersionedProfile[] NO_PROFILES = {};

    private Member(Isp isp, Origin origin) {
      this(isp, origin, NO_GATEWAYS, NO_PROFILES, null, 0);
    }

    public long version() {
      return origin.version();
    }

    @Nullable VersionedGateway gateway(GatewayId id) {
      int index = indexOf(id.name());
      return index < 0 ? null : gateways[index];
    }

    @Nullable VersionedProfile profile(String name) {
      int index = indexOfProfile(name);
      return index < 0 ? null : profiles[index];
    }

    private int indexOf(String name) {
      int low = 0;
      int high = gateways.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = gateways[middle].gateway().id().name().compareTo(name);
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

    private int indexOfProfile(String name) {
      int low = 0;
      int high = profiles.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = profiles[middle].profile().id().name().compareTo(name);
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

    private Member with(Isp changed, Origin by) {
      return new Member(changed, by, gateways, profiles, agreement, blocks);
    }

    private Member with(VersionedGateway gateway) {
      int index = indexOf(gateway.gateway().id().name());
      VersionedGateway[] changed = index >= 0 ? gateways.clone() : room(gateways, -index - 1);
      changed[index >= 0 ? index : -index - 1] = gateway;
      return new Member(isp, origin, changed, profiles, agreement, blocks);
    }

    private Member with(VersionedProfile profile) {
      int index = indexOfProfile(profile.profile().id().name());
      VersionedProfile[] changed = index >= 0 ? profiles.clone() : room(profiles, -index - 1);
      changed[index >= 0 ? index : -index - 1] = profile;
      return new Member(isp, origin, gateways, changed, agreement, blocks);
    }

    private Member with(@Nullable VersionedAgreement changed) {
      return new Member(isp, origin, gateways, profiles, changed, blocks);
    }

    private Member without(GatewayId id) {
      VersionedGateway[] left = less(gateways, indexOf(id.name()));
      return new Member(isp, origin, left, profiles, agreement, blocks);
    }

    private Member without(ProfileId id) {
      VersionedProfile[] left = less(profiles, indexOfProfile(id.name()));
      return new Member(isp, origin, gateways, left, agreement, blocks);
    }

    private static <T> T[] room(T[] old, int index) {
      T[] longer = Arrays.copyOf(old, old.length + 1);
      System.arraycopy(old, index, longer, index + 1, old.length - index);
      return longer;
    }

    private static <T> T[] less(T[] old, int index) {
      T[] shorter = Arrays.copyOf(old, old.length - 1);
      System.arraycopy(old, index + 1, shorter, index, shorter.length - index);
      return shorter;
    }

    private Member withBlocks(int change) {
      return new Member(isp, origin, gateways, profiles, agreement, blocks + change);
    }

    /** Whether another ISP may name a gateway at that instant. */
    boolean grants(IspId to, String gateway, long atMs, Horizon horizon) {
      boolean granted = false;
      if (agreement != null) {
        List<Agreement.Grant> grants = agreement.agreement().grants();
        for (int i = 0; i < grants.size() && !granted; i++) {
          Agreement.Grant grant = grants.get(i);
          if (grant.speaksOf(to, gateway)) {
            horizon.consider(grant.validity().nextChangeMs(atMs));
            granted = grant.validity().contains(atMs);
          }
        }
      }
      return granted;
    }

    /** Where a profile names that gateway, or null. */
    private @Nullable String useOf(GatewayId id) {
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

  /** One command on its way: the rules of who may do what. */
  private record Change(Directory before, Origin origin, String entity) {
    Applied putIsp(Isp isp) {
      Member old = before.members.get(isp.id());
      boolean ownName = old != null && actor().is(isp.id()) && old.isp.state() == isp.state();
      if (!actor().isAuthority() && !ownName) {
        return refused(Refusal.NOT_ALLOWED, "only the authority admits or suspends an ISP");
      }
      String profile = isp.defaultProfile();
      if (profile != null && (old == null || old.profile(profile) == null)) {
        return refused(
            Refusal.UNKNOWN_PROFILE, "/defaultProfile: " + isp.id() + " has no profile " + profile);
      }
      Member member = old == null ? new Member(isp, origin) : old.with(isp, origin);
      return accepted(before.members.with(isp.id(), member), before.holdings);
    }

    Applied deleteIsp(IspId id) {
      Member old = before.members.get(id);
      if (!actor().isAuthority()) {
        return refused(Refusal.NOT_ALLOWED, "only the authority takes an ISP out");
      } else if (old == null) {
        return refused(Refusal.NOT_FOUND, "no ISP " + id);
      } else if (old.blocks > 0 || old.gateways.length > 0) {
        return refused(
            Refusal.IN_USE,
            id + " has " + old.blocks + " blocks and " + old.gateways.length + " gateways");
      }
      return accepted(before.members.without(id), before.holdings);
    }

    Applied putGateway(Gateway gateway) {
      IspId ispId = gateway.id().isp();
      Member owner = before.members.get(ispId);
      if (!mayActFor(ispId)) {
        return refused(Refusal.NOT_ALLOWED, "gateways of " + ispId + " are not yours");
      } else if (owner == null) {
        return refused(Refusal.UNKNOWN_ISP, "no ISP " + ispId);
      } else if (owner.gateway(gateway.id()) == null
          && owner.gateways.length >= Member.MAX_OF_EACH) {
        return refused(Refusal.LIMIT, ispId + " has " + Member.MAX_OF_EACH + " gateways already");
      }
      return accepted(owner.with(new VersionedGateway(gateway, origin)));
    }

    Applied deleteGateway(GatewayId id) {
      Member owner = before.members.get(id.isp());
      if (!mayActFor(id.isp())) {
        return refused(Refusal.NOT_ALLOWED, "gateways of " + id.isp() + " are not yours");
      } else if (owner == null || owner.gateway(id) == null) {
        return refused(Refusal.NOT_FOUND, "no gateway " + id);
      }
      String use = owner.useOf(id);
      return use == null ? accepted(owner.without(id)) : refused(Refusal.IN_USE, use);
    }

    Applied putBlock(Block block) {
      long prefix = block.prefix().digits();
      Holding old = before.holdings.get(prefix);
      Holding above = before.longestBlockAbove(prefix);
      Member holder = before.members.get(block.holder());
      boolean mayGive = above != null && actor().is(above.block.holder());
      boolean mayChange = old == null || old.givenBy.equals(actor());
      if (!actor().isAuthority() && !(mayGive && mayChange) && !mayReroute(old, block)) {
        return refused(Refusal.NOT_ALLOWED, "block " + block.prefix() + " is not yours to give");
      } else if (holder == null) {
        return refused(Refusal.UNKNOWN_ISP, "no ISP " + block.holder());
      }
      String profile = block.profile();
      if (profile != null && holder.profile(profile) == null) {
        return refused(
            Refusal.UNKNOWN_PROFILE, "/profile: " + block.holder() + " has no profile " + profile);
      }
      PersistentMap<IspId, Member> members = before.members;
      if (old != null) {
        members = counted(members, old.block.holder(), -1);
      }
      members = counted(members, block.holder(), 1);
      // Who gave it stays the same when its holder only changes how it is routed.
      Actor givenBy = old != null && mayReroute(old, block) ? old.givenBy : actor();
      Holding holding = new Holding(block, givenBy, origin);
      return accepted(members, before.holdings.with(prefix, holding));
    }

    Applied deleteBlock(Prefix prefix) {
      Holding old = before.holdings.get(prefix.digits());
      if (old == null) {
        return refused(Refusal.NOT_FOUND, "no block " + prefix);
      } else if (!actor().isAuthority()
          && !old.givenBy.equals(actor())
          && !actor().is(old.block.holder())) {
        return refused(Refusal.NOT_ALLOWED, "block " + prefix + " is not yours");
      }
      return accepted(
          counted(before.members, old.block.holder(), -1),
          before.holdings.without(prefix.digits()));
    }

    Applied putProfile(RoutingProfile profile) {
      ProfileId id = profile.id();
      Member owner = before.members.get(id.isp());
      if (!mayActFor(id.isp())) {
        return refused(Refusal.NOT_ALLOWED, "profiles of " + id.isp() + " are not yours");
      } else if (owner == null) {
        return refused(Refusal.UNKNOWN_ISP, "no ISP " + id.isp());
      } else if (owner.profile(id.name()) == null && owner.profiles.length >= Member.MAX_OF_EACH) {
        return refused(
            Refusal.LIMIT, id.isp() + " has " + Member.MAX_OF_EACH + " profiles already");
      }
      for (int r = 0; r < profile.rules().size(); r++) {
        if (profile.rules().get(r).action() instanceof Rule.Offer offer) {
          for (int t = 0; t < offer.targets().size(); t++) {
            Applied refused =
                checkTarget(
                    offer.targets().get(t).gateway(),
                    owner,
                    "/rules/" + r + "/targets/" + t + "/gateway");
            if (refused != null) {
              return refused;
            }
          }
        }
      }
      return accepted(owner.with(new VersionedProfile(profile, origin)));
    }

    private @Nullable Applied checkTarget(GatewayId gateway, Member owner, String place) {
      Member other = before.members.get(gateway.isp());
      if (other == null || other.gateway(gateway) == null) {
        return refused(Refusal.UNKNOWN_GATEWAY, place + ": no gateway " + gateway);
      }
      boolean granted =
          other == owner
              || (other.agreement != null
                  && other.agreement.agreement().grants().stream()
                      .anyMatch(g -> g.speaksOf(owner.isp.id(), gateway.name())));
      return granted
          ? null
          : refused(
              Refusal.NOT_GRANTED,
              place + ": " + gateway.isp() + " did not grant " + gateway + " to " + owner.isp.id());
    }

    Applied deleteProfile(ProfileId id) {
      Member owner = before.members.get(id.isp());
      if (!mayActFor(id.isp())) {
        return refused(Refusal.NOT_ALLOWED, "profiles of " + id.isp() + " are not yours");
      } else if (owner == null || owner.profile(id.name()) == null) {
        return refused(Refusal.NOT_FOUND, "no profile " + id);
      } else if (id.name().equals(owner.isp.defaultProfile())) {
        return refused(Refusal.IN_USE, id + " is the default profile of its ISP");
      }
      return accepted(owner.without(id));
    }

    /** Until ISPs settle agreements among themselves, only the authority publishes them. */
    Applied putAgreement(Agreement agreement) {
      Member owner = before.members.get(agreement.isp());
      if (!actor().isAuthority()) {
        return refused(Refusal.NOT_ALLOWED, "only the authority publishes agreements");
      } else if (owner == null) {
        return refused(Refusal.UNKNOWN_ISP, "no ISP " + agreement.isp());
      }
      return accepted(owner.with(new VersionedAgreement(agreement, origin)));
    }

    Applied deleteAgreement(IspId isp) {
      Member owner = before.members.get(isp);
      if (!actor().isAuthority()) {
        return refused(Refusal.NOT_ALLOWED, "only the authority publishes agreements");
      } else if (owner == null || owner.agreement == null) {
        return refused(Refusal.NOT_FOUND, "no agreement of " + isp);
      }
      return accepted(owner.with((VersionedAgreement) null));
    }

    /** Whether the holder changes nothing of its block but the profile. */
    private boolean mayReroute(@Nullable Holding old, Block block) {
      return old != null
          && !old.givenBy.equals(actor())
          && actor().is(old.block.holder())
          && block.holder().equals(old.block.holder())
          && block.totalLength() == old.block.totalLength()
          && block.validity().equals(old.block.validity());
    }

    private Actor actor() {
      return origin.actor();
    }

    private boolean mayActFor(IspId id) {
      return actor().isAuthority() || actor().is(id);
    }

    private static PersistentMap<IspId, Member> counted(
        PersistentMap<IspId, Member> members, IspId id, int change) {
      Member member = members.get(id);
      return member == null ? members : members.with(id, member.withBlocks(change));
    }

    private Applied accepted(Member changed) {
      return accepted(before.members.with(changed.isp.id(), changed), before.holdings);
    }

    private Applied accepted(PersistentMap<IspId, Member> members, PrefixTable<Holding> holdings) {
      Directory after =
          new Directory(origin.version(), members, holdings, before.notUnderstood.without(entity));
      return new Applied(after, Verdict.ACCEPTED);
    }

    private Applied refused(Refusal code, String detail) {
      return new Applied(before.skip(origin.version()), Verdict.refused(code, detail));
    }
  }
}
