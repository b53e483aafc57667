package io.numroute.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.ingest.IngestFleet.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A tenant with a good key whose bodies come slowly, just fast enough not to be cut. */
@Tag("heavy")
class SlowBodiesIT {
  private static final int CONNECTIONS = 100;
  private static final int BODY = 4_000;
  private static final long STEP_MS = 500;

  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void hangUp() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void othersAreServedMeanwhile() throws Exception {
    try (IngestFleet fleet = new IngestFleet()) {
      String slow = fleet.newIsp("slow");
      String other = fleet.newIsp("other");
      for (int i = 0; i < CONNECTIONS; i++) {
        sockets.add(begin(fleet.port(), slow, "/v1/gateways/slow/gw" + i));
      }
      List<String> statuses = new ArrayList<>();
      long until = System.nanoTime() + Duration.ofSeconds(6).toNanos();
      int served = 0;
      long nextStep = 0;
      while (System.nanoTime() < until) {
        if (System.nanoTime() > nextStep) {
          nextStep = System.nanoTime() + STEP_MS * 1_000_000;
          dribble(statuses);
        }
        Answer put =
            fleet.put(other, "/v1/gateways/other/gw1?wait=applied", "{'host':'192.0.2.1'}");
        assertThat(put.status()).as("%s", put.json()).isEqualTo(200);
        assertThat(fleet.get(other, "/v1/gateways/other/gw1").status()).isEqualTo(200);
        served++;
      }
      assertThat(served).isGreaterThan(5);
      assertThat(statuses)
          .as("of the slow ones beyond what a tenant may have")
          .isNotEmpty()
          .allMatch(status -> status.equals("429"));
      assertThat(sockets).as("the others were not cut").hasSizeGreaterThanOrEqualTo(24);
    }
  }

  private static Socket begin(int port, String key, String path) throws IOException {
    Socket socket = new Socket("127.0.0.1", port);
    String head =
        "PUT "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
            + BODY
            + "\r\nAuthorization: Bearer "
            + key
            + "\r\n\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** A little of each body; what was answered by then is taken off the list. */
  private void dribble(List<String> statuses) throws IOException {
    for (Socket socket : List.copyOf(sockets)) {
      InputStream answer = socket.getInputStream();
      if (answer.available() > 0) {
        String status = new String(answer.readNBytes(12), StandardCharsets.US_ASCII);
        statuses.add(status.substring(9));
        socket.close();
        sockets.remove(socket);
      } else {
        try {
          socket.getOutputStream().write(" ".repeat(60).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
          socket.close(); // answered, and closed before it was read
          sockets.remove(socket);
        }
      }
    }
  }
}
