package io.numroute.edge;

import io.numroute.routing.Media;
import io.numroute.routing.Outcome;
import java.util.List;

/**
 * What an outcome that is no route adds to a JSON object: what was dropped, who refused, and why.
 */
final class RefusalMembers {
  /** Most gateways that are listed; a gateway's buffer for an answer may be a few kilobytes. */
  private static final int MAX_DROPPED = 32;

  private RefusalMembers() {}

  /** Members with a comma in front; nothing for an outcome that has none. */
  static void write(ByteWriter out, Outcome outcome) {
    if (outcome instanceof Outcome.RefusedByRule refused) {
      out.ascii(",\"refusedBy\":").json(refused.servingIsp().value());
      out.ascii(",\"rule\":").json(refused.rule());
      out.ascii(",\"sipCode\":").decimal(refused.sipCode());
      out.ascii(",\"reason\":").json(refused.reason());
    } else if (outcome instanceof Outcome.RefusedByAgreement refused) {
      out.ascii(",\"refusedBy\":").json(refused.whose().value());
    } else if (outcome instanceof Outcome.MediaNotCarried none) {
      out.ascii(",\"possibleMedia\":[");
      String comma = "";
      for (Media media : Media.values()) {
        if (none.possible().contains(media)) {
          out.ascii(comma).json(media.word());
          comma = ",";
        }
      }
      out.put((byte) ']');
      dropped(out, none.dropped());
    } else if (outcome instanceof Outcome.NoGateway none) {
      dropped(out, none.dropped());
    }
  }

  private static void dropped(ByteWriter out, List<Outcome.Dropped> dropped) {
    out.ascii(",\"dropped\":[");
    for (int i = 0; i < Math.min(dropped.size(), MAX_DROPPED); i++) {
      Outcome.Dropped one = dropped.get(i);
      out.ascii(i == 0 ? "{\"gateway\":" : ",{\"gateway\":").json(one.gateway().toString());
      out.ascii(",\"reason\":").json(one.reason().word()).put((byte) '}');
    }
    out.put((byte) ']');
    if (dropped.size() > MAX_DROPPED) {
      out.ascii(",\"droppedTotal\":").decimal(dropped.size());
    }
  }
}
