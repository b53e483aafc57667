package io.numroute.edge;

import io.numroute.hop.Routers.Explored;
import io.numroute.routing.Decision;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberAssignment;
import io.numroute.routing.Outcome;
import io.numroute.routing.ServiceOperation;

/**
 * Writes a what-if: both decisions in full, and in what they differ.
 *
 * <pre>
 *   {"queryId":..., "number":..., "askingIsp":..., "media":..., "at":...,
 *    "today":{...}, "proposed":{...}, "changed":true, "differences":[...], state}
 * </pre>
 */
final class WhatIfWriter {
  private final GatewayParts.Cache gateways;

  WhatIfWriter(GatewayParts.Cache gateways) {
    this.gateways = gateways;
  }

  Reply.MediaType write(ByteWriter out, Question question, Explored explored) {
    out.ascii("{\"queryId\":\"").ascii(question.queryId);
    out.ascii("\",\"number\":\"+").packedDigits(question.digits(), 0);
    out.ascii("\",\"askingIsp\":\"").ascii(question.askingIsp.value());
    out.ascii("\",\"media\":\"").ascii(question.media().word());
    out.ascii("\",\"at\":\"").instant(question.atMs()).ascii("\",\"today\":");
    decision(out, question, explored.today());
    out.ascii(",\"proposed\":");
    decision(out, question, explored.proposed());
    Differences differences = Differences.between(explored.today(), explored.proposed());
    out.ascii(",\"changed\":").ascii(differences.isEmpty() ? "false" : "true");
    out.ascii(",\"differences\":");
    differences.write(out);
    if (explored.evidence().stale()) {
      out.ascii(",\"stale\":true");
    }
    Explanation.state(out, explored.today(), explored.evidence());
    out.put((byte) '}');
    return Reply.MediaType.JSON;
  }

  private void decision(ByteWriter out, Question question, Decision decision) {
    Outcome outcome = decision.outcome();
    out.ascii("{\"outcome\":\"").ascii(outcome.slug()).put((byte) '"');
    IspId servingIsp = ServingIsp.of(outcome);
    if (servingIsp != null) {
      out.ascii(",\"servingIsp\":\"").ascii(servingIsp.value()).put((byte) '"');
    }
    if (outcome instanceof Outcome.Routed routed) {
      routed(out, question, routed);
    } else {
      RefusalMembers.write(out, outcome);
    }
    out.ascii(",\"validUntil\":\"").instant(decision.validUntilMs()).put((byte) '"');
    Explanation.write(out, decision);
    out.put((byte) '}');
  }

  private void routed(ByteWriter out, Question question, Outcome.Routed routed) {
    NumberAssignment assignment = routed.assignment();
    ServiceOperation service = assignment == null ? null : assignment.service();
    if (service != null) {
      out.ascii(",\"service\":\"").ascii(service.word()).put((byte) '"');
    }
    long routingNumber = RoutedMembers.routingNumber(routed);
    if (routingNumber != 0) {
      out.ascii(",\"routingNumber\":\"+").packedDigits(routingNumber, 0).put((byte) '"');
    }
    out.ascii(",\"gateways\":[");
    for (int i = 0; i < routed.gateways().length; i++) {
      if (i > 0) {
        out.put((byte) ',');
      }
      gateways.of(routed.gateways()[i]).json(out, question.digits(), routingNumber);
    }
    out.put((byte) ']');
  }
}
