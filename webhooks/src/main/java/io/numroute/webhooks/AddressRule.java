package io.numroute.webhooks;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * To which addresses a webhook may connect. It is asked about the very address that is connected
 * to, never about a name: what a name means may change between two questions.
 */
enum AddressRule {
  /** Those of the public Internet: nothing of this host, its networks, or reserved (RFC 6890). */
  PUBLIC {
    @Override
    boolean permits(InetAddress address) {
      return address instanceof Inet4Address
          ? isPublic4(ByteBuffer.wrap(address.getAddress()).getInt())
          : isPublic6(ByteBuffer.wrap(address.getAddress()).getLong());
    }
  },
  /** All. */
  ANY {
    @Override
    boolean permits(InetAddress address) {
      return true;
    }
  };

  /** First address and length of each block that is not public. */
  private static final int[][] NOT_PUBLIC = {
    block(0, 0, 0, 8), // this network
    block(10, 0, 0, 8), // private
    block(100, 64, 0, 10), // shared by carriers
    block(127, 0, 0, 8), // loopback
    block(169, 254, 0, 16), // link-local; cloud metadata
    block(172, 16, 0, 12), // private
    block(192, 0, 0, 24), // protocol assignments
    block(192, 0, 2, 24), // documentation
    block(192, 88, 99, 24), // 6to4 relays
    block(192, 168, 0, 16), // private
    block(198, 18, 0, 15), // benchmarks
    block(198, 51, 100, 24), // documentation
    block(203, 0, 113, 24), // documentation
    block(224, 0, 0, 3), // multicast, reserved, broadcast
  };

  abstract boolean permits(InetAddress address);

  private static int[] block(int a, int b, int c, int length) {
    return new int[] {a << 24 | b << 16 | c << 8, length};
  }

  private static boolean isPublic4(int address) {
    for (int[] block : NOT_PUBLIC) {
      if ((address ^ block[0]) >>> (32 - block[1]) == 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Global unicast (2000::/3), but for what leads to an IPv4 address or nowhere. An IPv4 address
   * mapped into IPv6 is an Inet4Address in Java.
   *
   * @param high the first 64 bits
   */
  private static boolean isPublic6(long high) {
    return high >>> 61 == 0b001
        && high >>> 41 != 0x2001_0000L >>> 9 // 2001::/23: protocol assignments, Teredo
        && high >>> 32 != 0x2001_0db8L // documentation
        && high >>> 48 != 0x2002L // 6to4
        && high >>> 44 != 0x3fff_0L; // documentation
  }
}
