package io.numroute.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of this host's loopback address. */
final class Ports {
  /**
   * Below the range from which operating systems draw the ports of outgoing connections (32768 on
   * Linux, 49152 elsewhere). A broker that is restarted needs its port back, and a client that
   * keeps connecting to a port inside that range sooner or later connects to itself and holds it.
   */
  private static final int FIRST = 20_000;

  private static final int LAST = 32_000;
  private static final int TRIES = 200;

  private Ports() {}

  /** A port that nobody listens on. */
  static int free() {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new BrokerException("no free port between " + FIRST + " and " + LAST);
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
