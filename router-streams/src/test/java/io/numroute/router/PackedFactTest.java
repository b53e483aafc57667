package io.numroute.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.routing.Actor;
import io.numroute.routing.Given;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Port;
import io.numroute.routing.PortRejection;
import io.numroute.routing.PortState;
import io.numroute.routing.Porting;
import io.numroute.routing.ServiceOperation;
import io.numroute.routing.Validity;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackedFactTest {
  private static final IspId ACME = new IspId("acme");
  private static final IspId OTHER = new IspId("x".repeat(63));
  private static final IspId LONGEST = new IspId("z".repeat(63));

  static Stream<NumberFact> facts() {
    NumberAssignment plain = new NumberAssignment(ACME, null, null, null, Validity.ALWAYS);
    NumberAssignment full =
        new NumberAssignment(
            LONGEST,
            ServiceOperation.RESERVATION,
            "p".repeat(63),
            PhoneNumber.parse("+999999999999999"),
            new Validity(Long.MIN_VALUE + 1, Long.MAX_VALUE - 1));
    return Stream.of(
        new NumberFact.Assigned(plain, Actor.AUTHORITY, 0, -1, 0),
        new NumberFact.Assigned(plain, Actor.isp(ACME), 1, 0, 1),
        new NumberFact.Assigned(plain, Actor.isp(LONGEST), 127, 128, 1_800_000_000_000L),
        new NumberFact.Assigned(
            full, Actor.isp(ACME), Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MAX_VALUE),
        new NumberFact.Assigned(full, Actor.isp(new IspId("y".repeat(63))), 5, 6, 7),
        new NumberFact.Assigned(
            new NumberAssignment(ACME, null, null, null, new Validity(-5, Long.MAX_VALUE)),
            Actor.AUTHORITY,
            1 << 21,
            3,
            4),
        new NumberFact.Assigned(followed(plain, 5, full), Actor.isp(ACME), 1, 2, 3),
        new NumberFact.Assigned(followed(full, Long.MAX_VALUE, full), Actor.isp(OTHER), 1, 2, 3),
        new NumberFact.Assigned(followed(full, 0, plain), Actor.AUTHORITY, 1, 2, 3),
        ported(new PortState.Requested(Long.MAX_VALUE), plain, Actor.isp(ACME)),
        ported(new PortState.Scheduled(9), followed(full, Long.MAX_VALUE, full), Actor.AUTHORITY),
        ported(
            new PortState.Done(Long.MAX_VALUE, new Given(full, Actor.isp(OTHER))),
            followed(full, Long.MAX_VALUE, full),
            Actor.isp(OTHER)),
        ported(new PortState.Done(8, new Given(plain, Actor.AUTHORITY)), full, Actor.isp(OTHER)),
        ported(new PortState.Done(8, null), plain, Actor.isp(ACME)),
        ported(new PortState.Rejected(8, PortRejection.OTHER), full, Actor.isp(LONGEST)),
        ported(new PortState.Cancelled(8), plain, Actor.isp(ACME)),
        ported(new PortState.TimedOut(8), plain, Actor.isp(ACME)),
        ported(new PortState.Reversed(8), plain, Actor.isp(ACME)),
        new NumberFact.Assigned(plain, Actor.isp(OTHER), Porting.NONE, Actor.isp(ACME), 1, 2, 3),
        new NumberFact.Assigned(
            plain, Actor.isp(ACME), Porting.of(true, null), Actor.isp(ACME), 1, 2, 3),
        new NumberFact.Withdrawn(Porting.of(true, null), Actor.isp(ACME), 1, 2, 3),
        new NumberFact.Withdrawn(
            Porting.of(false, port(new PortState.Requested(5))), Actor.isp(LONGEST), 1, 2, 3),
        new NumberFact.NotUnderstood(Actor.AUTHORITY, 1, 2, 3),
        new NumberFact.NotUnderstood(Actor.isp(LONGEST), Long.MAX_VALUE, 2, Long.MAX_VALUE),
        new NumberFact.NotUnderstood(Actor.UNKNOWN, 1, 2, 3),
        new NumberFact.Withdrawn(Actor.AUTHORITY, 300, 70_000, 1_800_000_000_000L),
        new NumberFact.Withdrawn(Actor.isp(ACME), 1L << 40, 70_000, 1_800_000_000_000L));
  }

  private static NumberFact ported(PortState state, NumberAssignment assignment, Actor assignedBy) {
    return new NumberFact.Assigned(
        assignment,
        assignedBy,
        Porting.of(true, port(state)),
        Actor.isp(new IspId("y".repeat(63))),
        Long.MAX_VALUE,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE);
  }

  private static Port port(PortState state) {
    return new Port(
        Long.MAX_VALUE,
        OTHER,
        new NumberAssignment(
            LONGEST,
            ServiceOperation.CUSTOMER_SERVICE,
            "q".repeat(63),
            PhoneNumber.parse("+999999999999999"),
            Validity.ALWAYS),
        Long.MAX_VALUE,
        Port.AT_ONCE,
        Long.MAX_VALUE,
        state,
        Long.MAX_VALUE);
  }

  private static NumberAssignment followed(
      NumberAssignment first, long fromMs, NumberAssignment next) {
    return new NumberAssignment(
        first.servingIsp(),
        first.service(),
        first.profile(),
        first.routingNumber(),
        first.validity(),
        new NumberAssignment.Successor(fromMs, next));
  }

  @ParameterizedTest
  @MethodSource("facts")
  void comesBackAsItWent(NumberFact fact) {
    byte[] packed = PackedFact.pack(fact);
    assertThat(packed).hasSizeLessThanOrEqualTo(PackedFact.MAX_BYTES);
    assertThat(PackedFact.unpack(packed, packed.length)).isEqualTo(fact);
    assertThat(PackedFact.isNotUnderstood(packed))
        .isEqualTo(fact instanceof NumberFact.NotUnderstood);
  }

  @org.junit.jupiter.api.Test
  void anOrdinaryFactIsShort() {
    NumberFact ordinary =
        new NumberFact.Assigned(
            new NumberAssignment(new IspId("gb-vodafone"), null, null, null, Validity.ALWAYS),
            Actor.isp(new IspId("gb-vodafone")),
            8_000_000,
            30_000,
            1_800_000_000_000L);
    // Flags 1, offset 4, directory version 3, time 6, ISP 12.
    assertThat(PackedFact.pack(ordinary)).hasSize(26);
  }

  @org.junit.jupiter.api.Test
  void aPortedFactSaysWhatTheOthersDoNot() {
    IspId from = new IspId("gb-vodafone");
    IspId to = new IspId("gb-colt");
    NumberAssignment wanted = new NumberAssignment(to, null, null, null, Validity.ALWAYS);
    Port port =
        new Port(
            7_999_000,
            from,
            wanted,
            1_800_000_000_000L,
            1_800_000_900_000L,
            1_209_600_000,
            new PortState.Done(1_800_000_900_000L, null),
            8_000_000);
    NumberFact ported =
        new NumberFact.Assigned(
            wanted,
            Actor.isp(to),
            Porting.of(false, port),
            Actor.isp(to),
            8_000_000,
            30_000,
            1_800_000_000_000L);
    // As an ordinary one 23, flags 2, port: id 4, since 4, ISPs 12 and 9, times 6, 6, 5, state 8.
    assertThat(PackedFact.pack(ported)).hasSize(78);
  }

  @org.junit.jupiter.api.Test
  void everyServiceKeepsItsOrdinal() {
    assertThat(List.of(ServiceOperation.values()))
        .startsWith(
            ServiceOperation.PRODUCT_ORDERING,
            ServiceOperation.CALLING_CARD,
            ServiceOperation.RESERVATION,
            ServiceOperation.CUSTOMER_SERVICE);
  }

  @org.junit.jupiter.api.Test
  void everyReasonKeepsItsOrdinal() {
    assertThat(List.of(PortRejection.values()))
        .startsWith(
            PortRejection.NOT_AUTHORISED,
            PortRejection.DETAILS_DIFFER,
            PortRejection.NOT_IN_SERVICE,
            PortRejection.RESTRICTED,
            PortRejection.OTHER);
  }
}
