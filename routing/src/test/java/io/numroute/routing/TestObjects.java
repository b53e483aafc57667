package io.numroute.routing;

import io.numroute.routing.time.TimeCondition;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The words of the trade, one line each. */
final class TestObjects {
  static final long NOON = 1_795_000_000_000L;

  private TestObjects() {}

  static PhoneNumber number(String text) {
    return PhoneNumber.parse(text);
  }

  static Prefix prefix(String text) {
    return Prefix.parse(text);
  }

  static IspId id(String text) {
    return new IspId(text);
  }

  static Isp isp(String id) {
    return new Isp(id(id), "ISP " + id, IspState.ACTIVE, null);
  }

  static Isp suspended(String id) {
    return new Isp(id(id), "ISP " + id, IspState.SUSPENDED, null);
  }

  static Block block(String prefix, String holder) {
    return new Block(prefix(prefix), Block.ANY_LENGTH, id(holder), Validity.ALWAYS);
  }

  static Block block(String prefix, String holder, int totalLength) {
    return new Block(prefix(prefix), totalLength, id(holder), Validity.ALWAYS);
  }

  /** A block that passes on at that instant, on the terms of the other. */
  static Block followed(Block block, long fromMs, Block by) {
    return new Block(
        block.prefix(),
        block.totalLength(),
        block.holder(),
        block.profile(),
        block.validity(),
        new Block.Successor(fromMs, by));
  }

  static Gateway gateway(String isp, String name) {
    return gateway(isp, name, AdminState.ENABLED, Validity.ALWAYS, EnumSet.allOf(Media.class));
  }

  static Gateway gateway(
      String isp, String name, AdminState state, Validity validity, EnumSet<Media> media) {
    return new Gateway(
        new GatewayId(id(isp), name),
        name + "." + isp + ".example",
        5060,
        Transport.UDP,
        media,
        state,
        0,
        "",
        null,
        List.of(),
        Map.of(),
        validity);
  }

  static NumberAssignment assignment(String isp) {
    return new NumberAssignment(id(isp), null, null, null, Validity.ALWAYS);
  }

  static NumberFact assigned(String isp) {
    return new NumberFact.Assigned(assignment(isp), Actor.AUTHORITY, 7, 0, NOON - 5);
  }

  static RouteQuery query(String asking, String number) {
    return query(asking, number, Media.VOICE, NOON);
  }

  static RouteQuery query(String asking, String number, Media media, long atMs) {
    return new RouteQuery(id(asking), Digits.parse(number.substring(1)), media, atMs, 42, 5);
  }

  /** The directory after these commands of the authority, all of which must be accepted. */
  static Directory directory(Record... entities) {
    Directory directory = Directory.empty();
    for (Record entity : entities) {
      Directory.Applied applied =
          directory.apply(new Origin(directory.version() + 1, Actor.AUTHORITY, 0), put(entity));
      if (!applied.verdict().accepted()) {
        throw new AssertionError(entity + ": " + applied.verdict());
      }
      directory = applied.directory();
    }
    return directory;
  }

  static DirectoryCommand put(Record entity) {
    if (entity instanceof Isp isp) {
      return new DirectoryCommand.PutIsp(isp);
    } else if (entity instanceof Gateway gateway) {
      return new DirectoryCommand.PutGateway(gateway);
    } else if (entity instanceof RoutingProfile profile) {
      return new DirectoryCommand.PutProfile(profile);
    } else if (entity instanceof Agreement agreement) {
      return new DirectoryCommand.PutAgreement(agreement);
    }
    return new DirectoryCommand.PutBlock((Block) entity);
  }

  static RoutingProfile profile(String isp, String name, Rule... rules) {
    return new RoutingProfile(new ProfileId(id(isp), name), List.of(rules), Validity.ALWAYS);
  }

  /** A rule for any call. */
  static Rule offer(String name, Rule.Target... targets) {
    return rule(name, null, Rule.Calls.ANY, targets);
  }

  static Rule rule(
      String name, @Nullable TimeCondition when, Rule.Calls calls, Rule.Target... targets) {
    return new Rule(name, when, calls, new Rule.Offer(List.of(targets)), Validity.ALWAYS);
  }

  static Rule refuse(String name, @Nullable TimeCondition when, int sipCode, String reason) {
    return new Rule(name, when, Rule.Calls.ANY, new Rule.Refuse(sipCode, reason), Validity.ALWAYS);
  }

  static Rule.Target target(String isp, String gateway, int tier, int weight) {
    return new Rule.Target(new GatewayId(id(isp), gateway), tier, weight);
  }

  static PrefixSet prefixes(String... prefixes) {
    return PrefixSet.of(java.util.stream.Stream.of(prefixes).map(Prefix::parse).toList());
  }
}
