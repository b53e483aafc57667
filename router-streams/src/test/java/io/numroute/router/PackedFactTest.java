package io.numroute.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.NumberFact;
import io.numroute.routing.PhoneNumber;
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
        new NumberFact.NotUnderstood(Actor.AUTHORITY, 1, 2, 3),
        new NumberFact.NotUnderstood(Actor.isp(LONGEST), Long.MAX_VALUE, 2, Long.MAX_VALUE),
        new NumberFact.Withdrawn(Actor.AUTHORITY, 300, 70_000, 1_800_000_000_000L),
        new NumberFact.Withdrawn(Actor.isp(ACME), 1L << 40, 70_000, 1_800_000_000_000L));
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
  void everyServiceKeepsItsOrdinal() {
    assertThat(List.of(ServiceOperation.values()))
        .startsWith(
            ServiceOperation.PRODUCT_ORDERING,
            ServiceOperation.CALLING_CARD,
            ServiceOperation.RESERVATION,
            ServiceOperation.CUSTOMER_SERVICE);
  }
}
