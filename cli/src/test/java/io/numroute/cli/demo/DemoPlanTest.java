package io.numroute.cli.demo;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.cli.demo.DemoPlan.PlannedIsp;
import io.numroute.cli.demo.DemoPlan.PortedNumber;
import io.numroute.cli.demo.DemoPlan.ServiceNumber;
import io.numroute.routing.Block;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.PrefixTable;
import io.numroute.routing.Rule;
import io.numroute.routing.ServiceOperation;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DemoPlanTest {
  private static final DemoPlan PLAN = DemoPlan.draw();

  /** RFC 5737, RFC 3849 and RFC 2606. */
  private static final Pattern DOCUMENTATION_ADDRESS =
      Pattern.compile(
          "(192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.\\d{1,3}"
              + "|2001:db8:[0-9a-f]{1,4}::[0-9a-f]{1,4}|[a-z0-9.-]+\\.example");

  @Test
  void everyCarrierIsOneIspUnderItsExactName() {
    Set<String> carriers =
        CarrierTable.read().areas().stream()
            .flatMap(area -> area.entries().stream())
            .map(CarrierTable.Entry::carrier)
            .collect(toSet());
    assertThat(PLAN.isps())
        .extracting(PlannedIsp::name)
        .containsExactlyInAnyOrderElementsOf(carriers);
    assertThat(PLAN.isps()).extracting(PlannedIsp::id).doesNotHaveDuplicates();
    assertThat(PLAN.isps()).hasSizeGreaterThan(1_100);
  }

  @Test
  void everyPrefixIsOneBlock() {
    assertThat(PLAN.blocks()).hasSizeGreaterThan(28_000);
    assertThat(PLAN.blocks()).extracting(Block::prefix).doesNotHaveDuplicates();
  }

  @Test
  void everyGatewayIsAtADocumentationAddress() {
    for (PlannedIsp isp : PLAN.isps()) {
      assertThat(isp.gateways()).hasSizeBetween(2, 4);
      assertThat(isp.gateways().get(0).media()).containsExactlyInAnyOrder(Media.values());
      for (Gateway gateway : isp.gateways()) {
        assertThat(gateway.id().isp()).isEqualTo(isp.id());
        assertThat(gateway.host()).matches(DOCUMENTATION_ADDRESS);
        assertThat(gateway.media()).contains(Media.VOICE);
      }
    }
  }

  @Test
  void portedNumbersLieInABlockOfTheIspTheyLeft() {
    PrefixTable<IspId> holders = PrefixTable.empty();
    for (Block block : PLAN.blocks()) {
      holders = holders.with(block.prefix().digits(), block.holder());
    }
    assertThat(PLAN.ported()).hasSize(DemoPlan.PORTED);
    assertThat(PLAN.ported()).extracting(PortedNumber::number).doesNotHaveDuplicates();
    for (PortedNumber ported : PLAN.ported()) {
      assertThat(holders.longestMatch(ported.number().digits()))
          .isEqualTo(ported.from())
          .isNotEqualTo(ported.isp());
    }
    for (ServiceNumber service : PLAN.services()) {
      assertThat(holders.longestMatch(service.number().digits())).isEqualTo(service.isp());
    }
  }

  @Test
  void hasAServiceNumberOfEachKind() {
    Map<ServiceOperation, PhoneNumber> numbers =
        PLAN.services().stream().collect(toMap(ServiceNumber::service, ServiceNumber::number));
    assertThat(numbers).containsOnlyKeys(ServiceOperation.values());
    Set<PhoneNumber> ported = PLAN.ported().stream().map(PortedNumber::number).collect(toSet());
    assertThat(ported).doesNotContainAnyElementsOf(numbers.values());
  }

  @Test
  void everyServiceIsRoutedByAProfileOfItsIsp() {
    Map<IspId, PlannedIsp> isps = PLAN.isps().stream().collect(toMap(PlannedIsp::id, isp -> isp));
    for (ServiceNumber service : PLAN.services()) {
      assertThat(service.profile().id().toString())
          .isEqualTo(service.isp() + "/" + service.service().word());
      Set<GatewayId> own =
          Objects.requireNonNull(isps.get(service.isp())).gateways().stream()
              .map(Gateway::id)
              .collect(toSet());
      for (Rule rule : service.profile().rules()) {
        assertThat(isps.keySet()).containsAll(rule.calls().askingIsps());
        if (rule.action() instanceof Rule.Offer offer) {
          assertThat(own).containsAll(offer.targets().stream().map(Rule.Target::gateway).toList());
        }
      }
      // Whatever the hour and whoever asks, somebody takes a voice call.
      Rule last = service.profile().rules().get(service.profile().rules().size() - 1);
      assertThat(last.when()).isNull();
      assertThat(last.calls()).isEqualTo(Rule.Calls.ANY);
      assertThat(last.action()).isInstanceOf(Rule.Offer.class);
    }
  }

  @Test
  void isTheSameWhenDrawnAgain() {
    assertThat(DemoPlan.draw()).isEqualTo(PLAN);
  }
}
