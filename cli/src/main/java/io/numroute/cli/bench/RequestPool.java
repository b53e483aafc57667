package io.numroute.cli.bench;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Complete HTTP/1.1 GET requests, encoded once, side by side in one direct buffer. Sending one is
 * setting two indices.
 */
final class RequestPool {
  private final ByteBuffer bytes;
  private final int[] ends;

  private RequestPool(ByteBuffer bytes, int[] ends) {
    this.bytes = bytes;
    this.ends = ends;
  }

  /**
   * One request for each target.
   *
   * @param targets as they stand in the request line: {@code /v1/routes/+4471...}
   * @param headers whole header lines without line ends, the same for all
   */
  static RequestPool of(List<String> targets, List<String> headers) {
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("no request targets");
    }
    String tail = " HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    int[] ends = new int[targets.size()];
    int size = 0;
    for (int i = 0; i < ends.length; i++) {
      size += 4 + targets.get(i).length() + tail.length();
      ends[i] = size;
    }
    ByteBuffer bytes = ByteBuffer.allocateDirect(size);
    for (String target : targets) {
      bytes.put(("GET " + target + tail).getBytes(StandardCharsets.US_ASCII));
    }
    return new RequestPool(bytes, ends);
  }

  int size() {
    return ends.length;
  }

  /** A view of all requests, to be {@link #aim aimed} at one. */
  ByteBuffer view() {
    return bytes.duplicate();
  }

  /** Sets position and limit of a {@link #view} to the request at {@code index}. */
  void aim(ByteBuffer view, int index) {
    view.limit(ends[index]).position(index == 0 ? 0 : ends[index - 1]);
  }
}
