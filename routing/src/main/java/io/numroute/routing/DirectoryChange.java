package io.numroute.routing;

import io.numroute.routing.Directory.Applied;
import io.numroute.routing.Directory.Holding;
import io.numroute.routing.Directory.Member;
import io.numroute.routing.Directory.VersionedAgreement;
import io.numroute.routing.Directory.VersionedGateway;
import io.numroute.routing.Directory.VersionedProfile;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One directory command on its way: the rules of who may do what, and what must be there for it.
 *
 * @param before the state it meets
 * @param entity the command's
 */
record DirectoryChange(Directory before, Origin origin, String entity, Precondition precondition) {
  Applied putIsp(Isp isp) {
    Member old = before.members().get(isp.id());
    boolean ownName = old != null && actor().is(isp.id()) && old.isp().state() == isp.state();
    if (!actor().isAuthority() && !ownName) {
      return refused(Refusal.NOT_ALLOWED, "only the authority admits or suspends an ISP");
    }
    String profile = isp.defaultProfile();
    if (profile != null && (old == null || old.profile(profile) == null)) {
      return refused(
          Refusal.UNKNOWN_PROFILE, "/defaultProfile: " + isp.id() + " has no profile " + profile);
    }
    Member member = old == null ? new Member(isp, origin) : old.with(isp, origin);
    return permitted(
        old == null ? null : old.origin(),
        before.members().with(isp.id(), member),
        before.holdings());
  }

  Applied deleteIsp(IspId id) {
    Member old = before.members().get(id);
    if (!actor().isAuthority()) {
      return refused(Refusal.NOT_ALLOWED, "only the authority takes an ISP out");
    } else if (old == null) {
      return refused(Refusal.NOT_FOUND, "no ISP " + id);
    } else if (old.blocks() > 0 || old.gateways().length > 0) {
      return refused(
          Refusal.IN_USE,
          id + " has " + old.blocks() + " blocks and " + old.gateways().length + " gateways");
    }
    return permitted(old.origin(), before.members().without(id), before.holdings());
  }

  Applied putGateway(Gateway gateway) {
    IspId ispId = gateway.id().isp();
    Member owner = before.members().get(ispId);
    if (!mayActFor(ispId)) {
      return refused(Refusal.NOT_ALLOWED, "gateways of " + ispId + " are not yours");
    } else if (owner == null) {
      return refused(Refusal.UNKNOWN_ISP, "no ISP " + ispId);
    }
    VersionedGateway old = owner.gateway(gateway.id());
    if (old == null && owner.gateways().length >= Member.MAX_OF_EACH) {
      return refused(Refusal.LIMIT, ispId + " has " + Member.MAX_OF_EACH + " gateways already");
    }
    return permitted(
        old == null ? null : old.origin(), owner.with(new VersionedGateway(gateway, origin)));
  }

  Applied deleteGateway(GatewayId id) {
    Member owner = before.members().get(id.isp());
    if (!mayActFor(id.isp())) {
      return refused(Refusal.NOT_ALLOWED, "gateways of " + id.isp() + " are not yours");
    }
    VersionedGateway old = owner == null ? null : owner.gateway(id);
    if (owner == null || old == null) {
      return refused(Refusal.NOT_FOUND, "no gateway " + id);
    }
    String use = owner.useOf(id);
    return use == null ? permitted(old.origin(), owner.without(id)) : refused(Refusal.IN_USE, use);
  }

  Applied putBlock(Block block) {
    long prefix = block.prefix().digits();
    Holding old = before.holdings().get(prefix);
    boolean gives = mayGive(prefix) && (old == null || old.givenBy().equals(actor()));
    boolean reroutes = old != null && mayReroute(old.block(), block);
    if (!actor().isAuthority() && !gives && !reroutes) {
      return refused(Refusal.NOT_ALLOWED, "block " + block.prefix() + " is not yours to give");
    }
    Block.Successor successor = block.successor();
    Applied refused = checkNamed(block, "/");
    if (refused == null && successor != null) {
      refused = checkNamed(successor.block(), "/successor/");
    }
    if (refused != null) {
      return refused;
    }
    PersistentMap<IspId, Member> members = before.members();
    if (old != null) {
      members = counted(members, old.block(), -1);
    }
    members = counted(members, block, 1);
    // Who gave it stays the same when its holder only changes how it is routed.
    Actor givenBy = old != null && reroutes ? old.givenBy() : actor();
    Holding holding = new Holding(block.naming(this::sharedId), givenBy, origin);
    return permitted(
        old == null ? null : old.origin(), members, before.holdings().with(prefix, holding));
  }

  /** The directory's own object for the id of an ISP that is there. */
  private IspId sharedId(IspId id) {
    Member member = before.members().get(id);
    return member == null ? id : member.isp().id();
  }

  /**
   * What a block names and is not there, or null.
   *
   * @param place pointer of the block in its document, ending in a slash
   */
  private @Nullable Applied checkNamed(Block block, String place) {
    Member holder = before.members().get(block.holder());
    String profile = block.profile();
    if (holder == null) {
      return refused(Refusal.UNKNOWN_ISP, place + "holder: no ISP " + block.holder());
    } else if (profile != null && holder.profile(profile) == null) {
      return refused(
          Refusal.UNKNOWN_PROFILE,
          place + "profile: " + block.holder() + " has no profile " + profile);
    }
    return null;
  }

  Applied deleteBlock(Prefix prefix) {
    Holding old = before.holdings().get(prefix.digits());
    if (old == null) {
      return refused(Refusal.NOT_FOUND, "no block " + prefix);
    }
    boolean takesBack = old.givenBy().equals(actor()) && mayGive(prefix.digits());
    Block now = old.block().at(origin.timeMs());
    Block.Successor successor = now.successor();
    if (!actor().isAuthority() && !takesBack && !actor().is(now.holder())) {
      return refused(Refusal.NOT_ALLOWED, "block " + prefix + " is not yours");
    } else if (!actor().isAuthority()
        && !takesBack
        && successor != null
        && !actor().is(successor.block().holder())) {
      return refused(
          Refusal.NOT_ALLOWED, "block " + prefix + " passes to " + successor.block().holder());
    }
    return permitted(
        old.origin(),
        counted(before.members(), old.block(), -1),
        before.holdings().without(prefix.digits()));
  }

  Applied putProfile(RoutingProfile profile) {
    ProfileId id = profile.id();
    Member owner = before.members().get(id.isp());
    if (!mayActFor(id.isp())) {
      return refused(Refusal.NOT_ALLOWED, "profiles of " + id.isp() + " are not yours");
    } else if (owner == null) {
      return refused(Refusal.UNKNOWN_ISP, "no ISP " + id.isp());
    }
    VersionedProfile old = owner.profile(id.name());
    if (old == null && owner.profiles().length >= Member.MAX_OF_EACH) {
      return refused(Refusal.LIMIT, id.isp() + " has " + Member.MAX_OF_EACH + " profiles already");
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
    return permitted(
        old == null ? null : old.origin(), owner.with(new VersionedProfile(profile, origin)));
  }

  private @Nullable Applied checkTarget(GatewayId gateway, Member owner, String place) {
    Member other = before.members().get(gateway.isp());
    if (other == null || other.gateway(gateway) == null) {
      return refused(Refusal.UNKNOWN_GATEWAY, place + ": no gateway " + gateway);
    }
    boolean granted =
        other == owner
            || (other.agreement() != null
                && other.agreement().agreement().grants().stream()
                    .anyMatch(g -> g.speaksOf(owner.isp().id(), gateway.name())));
    return granted
        ? null
        : refused(
            Refusal.NOT_GRANTED,
            place + ": " + gateway.isp() + " did not grant " + gateway + " to " + owner.isp().id());
  }

  Applied deleteProfile(ProfileId id) {
    Member owner = before.members().get(id.isp());
    if (!mayActFor(id.isp())) {
      return refused(Refusal.NOT_ALLOWED, "profiles of " + id.isp() + " are not yours");
    }
    VersionedProfile old = owner == null ? null : owner.profile(id.name());
    if (owner == null || old == null) {
      return refused(Refusal.NOT_FOUND, "no profile " + id);
    } else if (id.name().equals(owner.isp().defaultProfile())) {
      return refused(Refusal.IN_USE, id + " is the default profile of its ISP");
    }
    return permitted(old.origin(), owner.without(id));
  }

  /** Until ISPs settle agreements among themselves, only the authority publishes them. */
  Applied putAgreement(Agreement agreement) {
    Member owner = before.members().get(agreement.isp());
    if (!actor().isAuthority()) {
      return refused(Refusal.NOT_ALLOWED, "only the authority publishes agreements");
    } else if (owner == null) {
      return refused(Refusal.UNKNOWN_ISP, "no ISP " + agreement.isp());
    }
    VersionedAgreement old = owner.agreement();
    return permitted(
        old == null ? null : old.origin(), owner.with(new VersionedAgreement(agreement, origin)));
  }

  Applied deleteAgreement(IspId isp) {
    Member owner = before.members().get(isp);
    if (!actor().isAuthority()) {
      return refused(Refusal.NOT_ALLOWED, "only the authority publishes agreements");
    } else if (owner == null || owner.agreement() == null) {
      return refused(Refusal.NOT_FOUND, "no agreement of " + isp);
    }
    return permitted(owner.agreement().origin(), owner.with((VersionedAgreement) null));
  }

  /** Whether the actor holds, at the command's time, the block within which that prefix lies. */
  private boolean mayGive(long prefix) {
    Block above = before.blockAboveAt(prefix, origin.timeMs());
    return above != null && actor().is(above.holder());
  }

  /**
   * Whether an ISP changes nothing but how its own numbers are routed: from the command's time on
   * the same ISPs hold the block for as long and on the same terms, and the profile differs only
   * where the holder is the actor.
   */
  private boolean mayReroute(Block old, Block changed) {
    boolean holds = false;
    for (long atMs : new long[] {origin.timeMs(), fromMs(old), fromMs(changed)}) {
      Block was = old.at(atMs);
      Block is = changed.at(atMs);
      boolean own = actor().is(was.holder());
      holds |= own;
      if (!is.holder().equals(was.holder())
          || is.totalLength() != was.totalLength()
          || !is.validity().equals(was.validity())
          || !(own || Objects.equals(is.profile(), was.profile()))) {
        return false;
      }
    }
    return holds;
  }

  /** When the successor takes over, or the command's time when it has or there is none. */
  private long fromMs(Block block) {
    Block.Successor successor = block.successor();
    return successor == null ? origin.timeMs() : Math.max(origin.timeMs(), successor.fromMs());
  }

  private Actor actor() {
    return origin.actor();
  }

  private boolean mayActFor(IspId id) {
    return actor().isAuthority() || actor().is(id);
  }

  /** Each ISP that the block names is counted once. */
  private static PersistentMap<IspId, Member> counted(
      PersistentMap<IspId, Member> members, Block block, int change) {
    PersistentMap<IspId, Member> counted = counted(members, block.holder(), change);
    Block.Successor successor = block.successor();
    return successor == null || successor.block().holder().equals(block.holder())
        ? counted
        : counted(counted, successor.block().holder(), change);
  }

  private static PersistentMap<IspId, Member> counted(
      PersistentMap<IspId, Member> members, IspId id, int change) {
    Member member = members.get(id);
    return member == null ? members : members.with(id, member.withBlocks(change));
  }

  private Applied permitted(@Nullable Origin old, Member changed) {
    return permitted(old, before.members().with(changed.isp().id(), changed), before.holdings());
  }

  /**
   * What becomes of a change that may be made, whose precondition alone is left.
   *
   * @param old the command that made the entity what it is; null when it is not there
   */
  private Applied permitted(
      @Nullable Origin old, PersistentMap<IspId, Member> members, PrefixTable<Holding> holdings) {
    Origin later = before.notUnderstood(entity);
    Origin stands = later == null ? old : later;
    Verdict verdict =
        precondition.judge(stands == null ? Precondition.NOT_THERE : stands.version());
    Directory after =
        verdict.accepted()
            ? new Directory(
                origin.version(), members, holdings, before.notUnderstood().without(entity))
            : before.skip(origin.version());
    return new Applied(after, verdict);
  }

  private Applied refused(Refusal code, String detail) {
    return new Applied(before.skip(origin.version()), Verdict.refused(code, detail));
  }
}
