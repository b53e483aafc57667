package io.numroute.edge;

import io.numroute.hop.Routers.Evidence;
import io.numroute.routing.Decision;
import io.numroute.routing.Origin;

/** The steps of a decision, and the state it was made on, as members of a JSON object. */
final class Explanation {
  private Explanation() {}

  /** {@code ,"steps":[...]}. */
  static void write(ByteWriter out, Decision decision) {
    out.ascii(",\"steps\":[");
    for (int i = 0; i < decision.steps().size(); i++) {
      Decision.Step step = decision.steps().get(i);
      out.ascii(i == 0 ? "{\"step\":" : ",{\"step\":").json(step.kind().word());
      out.ascii(",\"finding\":").json(step.finding());
      Decision.Source source = step.source();
      if (source != null) {
        out.ascii(",\"source\":").json(source.word());
      }
      Origin origin = step.origin();
      if (origin != null) {
        out.ascii(",\"command\":{\"offset\":").decimal(origin.version());
        out.ascii(",\"actor\":").json(origin.actor().toString());
        out.ascii(",\"at\":\"").instant(origin.timeMs()).ascii("\"}");
      }
      out.put((byte) '}');
    }
    out.put((byte) ']');
  }

  /** {@code ,"directoryLog":...} and so on. */
  static void state(ByteWriter out, Decision decision, Evidence evidence) {
    out.ascii(",\"directoryLog\":").json(evidence.directoryLog());
    out.ascii(",\"directoryVersion\":").decimal(decision.directoryVersion());
    out.ascii(",\"numberLog\":").json(evidence.numberLog());
    out.ascii(",\"numberPartition\":").decimal(evidence.numberPartition());
    out.ascii(",\"numberVersion\":").decimal(decision.numberVersion());
    out.ascii(",\"numbersDecided\":").decimal(evidence.numbersDecided());
    out.ascii(",\"router\":").json(evidence.router());
    out.ascii(",\"stateAgeMs\":").decimal(evidence.ageMs());
    if (!evidence.down().isEmpty()) {
      out.ascii(",\"downGateways\":[");
      for (int i = 0; i < evidence.down().size(); i++) {
        var down = evidence.down().get(i);
        out.ascii(i == 0 ? "{\"gateway\":" : ",{\"gateway\":").json(down.gateway().toString());
        out.ascii(",\"report\":").decimal(down.version()).put((byte) '}');
      }
      out.put((byte) ']');
    }
  }
}
