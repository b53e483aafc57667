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
        new NumberFact.Assigned(plain, Actor.AUTHORITY, 0, -1),
        new NumberFact.Assigned(plain, Actor.isp(ACME), 1, 0),
        new NumberFact.Assigned(plain, Actor.isp(LONGEST), 127, 128),
        new NumberFact.Assigned(full, Actor.isp(ACME), Long.MAX_VALUE, Long.MAX_VALUE - 1),
        new NumberFact.Assigned(full, Actor.isp(new IspId("y".repeat(63))), 5, 6),
        new NumberFact.Assigned(
            new NumberAssignment(ACME, null, null, null, new Validity(-5, Long.MAX_VALUE)),
            Actor.AUTHORITY,
            1 << 21,
            3),
        new NumberFact.Withdrawn(Actor.AUTHORITY, 300, 70_000, 0),
        new NumberFact.Withdrawn(Actor.isp(ACME), 1L << 40, 70_000, 0));
  }

  @ParameterizedTest
  @MethodSource("facts")
  void comesBackAsItWent(NumberFact fact) {
    byte[] packed = PackedFact.pack(fact);
    assertThat(packed).hasSizeLessThanOrEqualTo(PackedFact.MAX_BYTES);
    assertThat(PackedFact.unpack(packed, packed.length)).isEqualTo(fact);
  }

  @org.junit.jupiter.api.Test
  void anOrdinaryFactIsShort() {
    NumberFact ordinary =
        new NumberFact.Assigned(
            new NumberAssignment(new IspId("gb-vodafone"), null, null, null, Validity.ALWAYS),
            Actor.isp(new IspId("gb-vodafone")),
            8_000_000,
            30_000);
    // Flags 1, offset 4, directory version 3, ISP 12.
    assertThat(PackedFact.pack(ordinary)).hasSize(20);
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
