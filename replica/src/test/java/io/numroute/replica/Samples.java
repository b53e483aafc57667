package io.numroute.replica;

import io.numroute.routing.AdminState;
import io.numroute.routing.Block;
import io.numroute.routing.Gateway;
import io.numroute.routing.GatewayId;
import io.numroute.routing.Isp;
import io.numroute.routing.IspId;
import io.numroute.routing.IspState;
import io.numroute.routing.Media;
import io.numroute.routing.Prefix;
import io.numroute.routing.Transport;
import io.numroute.routing.Validity;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

final class Samples {
  private Samples() {}

  static IspId isp(String id) {
    return new IspId(id);
  }

  static Isp acme() {
    return new Isp(isp("acme"), "Acme Telecom", IspState.ACTIVE, "GB");
  }

  static Gateway gateway(String name) {
    return new Gateway(
        new GatewayId(isp("acme"), name),
        "2001:db8::1",
        5061,
        Transport.TLS,
        EnumSet.of(Media.VOICE, Media.VIDEO),
        AdminState.DRAINING,
        2,
        "00",
        1500,
        List.of(404, 503),
        Map.of("rack", "7"),
        new Validity(5, Long.MAX_VALUE));
  }

  static Block blockWithSuccessor() {
    Prefix prefix = Prefix.parse("447107");
    return new Block(
        prefix,
        12,
        isp("acme"),
        "day",
        new Validity(5, Long.MAX_VALUE),
        new Block.Successor(9, new Block(prefix, 13, isp("beta"), "night", new Validity(10, 20))));
  }

  static Block block(String prefix) {
    return new Block(Prefix.parse(prefix), 12, isp("acme"), new Validity(Long.MIN_VALUE, 9));
  }

  /** A framed record as a later version would write it: another fingerprint, and a field more. */
  static byte[] ofALaterSchema(byte[] framed) {
    byte[] later = Arrays.copyOf(framed, framed.length + 2);
    later[4] ^= 1;
    later[framed.length] = 2; // the length of a text of one letter
    later[framed.length + 1] = 'x';
    return later;
  }
}
