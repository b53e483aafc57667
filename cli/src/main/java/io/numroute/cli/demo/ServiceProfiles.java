package io.numroute.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.Fields;
import io.numroute.notation.ProfileDocument;
import io.numroute.notation.StrictJson;
import io.numroute.routing.Gateway;
import io.numroute.routing.IspId;
import io.numroute.routing.ProfileId;
import io.numroute.routing.RoutingProfile;
import io.numroute.routing.ServiceOperation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How an ISP routes its service number: each kind of service shows another side of profiles. An
 * ISP's first gateway, which carries every medium, is its main call centre, the second the other
 * one, the last takes what overflows.
 */
final class ServiceProfiles {
  /** Sells while the shop is open; the night desk takes what comes later. */
  private static final String PRODUCT_ORDERING =
      """
      {"rules":[
        {"name":"shop is open",
         "when":{"zone":"ZONE","start":"2026-01-05T08:00:00","end":"2026-01-05T20:00:00",
                 "rrule":"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA"},
         "targets":[{"gateway":"MAIN","weight":70},{"gateway":"SECOND","weight":30}OVERFLOW]},
        {"name":"night desk",
         "targets":[{"gateway":"SECOND"},{"gateway":"MAIN","tier":1}]}]}
      """;

  /** Runs day and night on two platforms, for speech and pictures only. */
  private static final String CALLING_CARD =
      """
      {"rules":[
        {"name":"no data on cards","media":["fax","modem"],
         "refuse":{"sipCode":488,"reason":"calling cards carry voice and video"}},
        {"name":"two platforms",
         "targets":[{"gateway":"MAIN","weight":2},{"gateway":"SECOND","weight":1}OVERFLOW]}]}
      """;

  /** Opens longer on weekdays than at weekends, by the clock of its own country. */
  private static final String RESERVATION =
      """
      {"rules":[
        {"name":"desk is open",
         "when":{"any":[
           {"zone":"ZONE","start":"2026-01-05T07:00:00","end":"2026-01-05T23:00:00",
            "rrule":"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
           {"zone":"ZONE","start":"2026-01-03T09:00:00","end":"2026-01-03T18:00:00",
            "rrule":"FREQ=WEEKLY;BYDAY=SA,SU"}]},
         "targets":[{"gateway":"MAIN","weight":1},{"gateway":"SECOND","weight":1}OVERFLOW]},
        {"name":"answering service","targets":[{"gateway":"LAST"},{"gateway":"MAIN","tier":1}]}]}
      """;

  /** Its own customers first, those of its neighbours to the other centre, then everybody. */
  private static final String CUSTOMER_SERVICE =
      """
      {"rules":[
        {"name":"own customers","askingIsps":["OWN"],
         "targets":[{"gateway":"MAIN"},{"gateway":"SECOND","tier":1}]},
        {"name":"neighbours","askingIsps":[NEIGHBOURS],
         "targets":[{"gateway":"SECOND"},{"gateway":"MAIN","tier":1}]},
        {"name":"everybody else",
         "targets":[{"gateway":"MAIN","weight":1},{"gateway":"SECOND","weight":3}OVERFLOW]}]}
      """;

  private ServiceProfiles() {}

  /**
   * The profile of that kind, named after it.
   *
   * @param gateways of the ISP, at least two
   * @param zone of the ISP's country
   * @param neighbours other ISPs of that country, at least one
   */
  static RoutingProfile of(
      ServiceOperation service,
      IspId isp,
      List<Gateway> gateways,
      String zone,
      List<IspId> neighbours) {
    String main = gateways.get(0).id().name();
    String second = gateways.get(1).id().name();
    String last = gateways.get(gateways.size() - 1).id().name();
    String overflow = last.equals(second) ? "" : ",{\"gateway\":\"" + last + "\",\"tier\":1}";
    String text =
        template(service)
            .replace("ZONE", zone)
            .replace("MAIN", main)
            .replace("SECOND", second)
            .replace("LAST", last)
            .replace("OVERFLOW", overflow)
            .replace("OWN", isp.value())
            .replace(
                "NEIGHBOURS",
                neighbours.stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(",")));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      ObjectNode json = StrictJson.parse(bytes, 0, bytes.length);
      return ProfileDocument.read(new ProfileId(isp, service.word()), new Fields(json, ""));
    } catch (BadDocumentException e) {
      throw new IllegalStateException(service + ": " + e.detailWithPlace(), e);
    }
  }

  private static String template(ServiceOperation service) {
    return switch (service) {
      case PRODUCT_ORDERING -> PRODUCT_ORDERING;
      case CALLING_CARD -> CALLING_CARD;
      case RESERVATION -> RESERVATION;
      case CUSTOMER_SERVICE -> CUSTOMER_SERVICE;
    };
  }
}
