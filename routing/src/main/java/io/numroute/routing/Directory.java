package io.numroute.routing;

import java.util.Arrays;
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
      new Directory(NO_VERSION, PersistentMap.empty(), PrefixTable.empty());

  private final long version;
  private final PersistentMap<IspId, Member> members;
  private final PrefixTable<Holding> holdings;

  private Directory(
      long version, PersistentMap<IspId, Member> members, PrefixTable<Holding> holdings) {
    this.version = version;
    this.members = members;
    this.holdings = holdings;
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
   * @param version offset of the command, greater than {@link #version()}
   */
  public Applied apply(long version, Actor actor, DirectoryCommand command) {
    if (version <= this.version) {
      throw new IllegalArgumentException("version " + version + " is not after " + this.version);
    }
    Change change = new Change(this, version, actor);
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
    return new Directory(version, members, holdings);
  }

  /** A directory and what became of the command that led to it. */
  public record Applied(Directory directory, Verdict verdict) {}

  /**
   * A gateway and the version of the command that made it what it is.
   *
   * @param orderKey hash of its id, for {@link CallOrder}; computed once, here
   */
  public record VersionedGateway(Gateway gateway, long version, long orderKey) {
    public VersionedGateway(Gateway gateway, long version) {
      this(gateway, version, CallOrder.keyOf(gateway.id().toString()));
    }
  }

  /**
   * A block, and on whose word.
   *
   * @param givenBy the authority, or the ISP that delegated it: who may take it back
   */
  public record Holding(Block block, Actor givenBy, long version) {}

  /**
   * An ISP and what belongs to it.
   *
   * @param gateways ordered by id; not to be changed
   * @param blocks how many blocks it holds
   */
  @SuppressWarnings("ArrayRecordComponent") // shared as it is with the hot path, compared by nobody
  public record Member(Isp isp, long version, VersionedGateway[] gateways, int blocks) {
    @Nullable VersionedGateway gateway(GatewayId id) {
      int index = indexOf(id);
      return index < 0 ? null : gateways[index];
    }

    private int indexOf(GatewayId id) {
      int low = 0;
      int high = gateways.length - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = gateways[middle].gateway().id().compareTo(id);
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

    private Member with(VersionedGateway gateway) {
      int index = indexOf(gateway.gateway().id());
      VersionedGateway[] changed;
      if (index >= 0) {
        changed = gateways.clone();
      } else {
        index = -index - 1;
        changed = Arrays.copyOf(gateways, gateways.length + 1);
        System.arraycopy(gateways, index, changed, index + 1, gateways.length - index);
      }
      changed[index] = gateway;
      return new Member(isp, version, changed, blocks);
    }

    private Member without(GatewayId id) {
      int index = indexOf(id);
      VersionedGateway[] changed = Arrays.copyOf(gateways, gateways.length - 1);
      System.arraycopy(gateways, index + 1, changed, index, changed.length - index);
      return new Member(isp, version, changed, blocks);
    }

    private Member withBlocks(int change) {
      return new Member(isp, version, gateways, blocks + change);
    }
  }

  /** One command on its way: the rules of who may do what. */
  private record Change(Directory before, long version, Actor actor) {
    Applied putIsp(Isp isp) {
      Member old = before.members.get(isp.id());
      boolean ownName = old != null && actor.is(isp.id()) && old.isp.state() == isp.state();
      if (!actor.isAuthority() && !ownName) {
        return refused(Refusal.NOT_ALLOWED, "only the authority admits or suspends an ISP");
      }
      Member member =
          old == null
              ? new Member(isp, version, new VersionedGateway[0], 0)
              : new Member(isp, version, old.gateways, old.blocks);
      return accepted(before.members.with(isp.id(), member), before.holdings);
    }

    Applied deleteIsp(IspId id) {
      Member old = before.members.get(id);
      if (!actor.isAuthority()) {
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
      }
      Member changed = owner.with(new VersionedGateway(gateway, version));
      return accepted(before.members.with(ispId, changed), before.holdings);
    }

    Applied deleteGateway(GatewayId id) {
      Member owner = before.members.get(id.isp());
      if (!mayActFor(id.isp())) {
        return refused(Refusal.NOT_ALLOWED, "gateways of " + id.isp() + " are not yours");
      } else if (owner == null || owner.gateway(id) == null) {
        return refused(Refusal.NOT_FOUND, "no gateway " + id);
      }
      return accepted(before.members.with(id.isp(), owner.without(id)), before.holdings);
    }

    Applied putBlock(Block block) {
      long prefix = block.prefix().digits();
      Holding old = before.holdings.get(prefix);
      Holding above = before.longestBlockAbove(prefix);
      boolean mayGive = above != null && actor.is(above.block.holder());
      boolean mayChange = old == null || old.givenBy.equals(actor);
      if (!actor.isAuthority() && !(mayGive && mayChange)) {
        return refused(Refusal.NOT_ALLOWED, "block " + block.prefix() + " is not yours to give");
      } else if (before.members.get(block.holder()) == null) {
        return refused(Refusal.UNKNOWN_ISP, "no ISP " + block.holder());
      }
      PersistentMap<IspId, Member> members = before.members;
      if (old != null) {
        members = counted(members, old.block.holder(), -1);
      }
      members = counted(members, block.holder(), 1);
      return accepted(members, before.holdings.with(prefix, new Holding(block, actor, version)));
    }

    Applied deleteBlock(Prefix prefix) {
      Holding old = before.holdings.get(prefix.digits());
      if (old == null) {
        return refused(Refusal.NOT_FOUND, "no block " + prefix);
      } else if (!actor.isAuthority()
          && !old.givenBy.equals(actor)
          && !actor.is(old.block.holder())) {
        return refused(Refusal.NOT_ALLOWED, "block " + prefix + " is not yours");
      }
      return accepted(
          counted(before.members, old.block.holder(), -1),
          before.holdings.without(prefix.digits()));
    }

    private boolean mayActFor(IspId id) {
      return actor.isAuthority() || actor.is(id);
    }

    private static PersistentMap<IspId, Member> counted(
        PersistentMap<IspId, Member> members, IspId id, int change) {
      Member member = members.get(id);
      return member == null ? members : members.with(id, member.withBlocks(change));
    }

    private Applied accepted(PersistentMap<IspId, Member> members, PrefixTable<Holding> holdings) {
      return new Applied(new Directory(version, members, holdings), Verdict.ACCEPTED);
    }

    private Applied refused(Refusal code, String detail) {
      return new Applied(before.skip(version), Verdict.refused(code, detail));
    }
  }
}
