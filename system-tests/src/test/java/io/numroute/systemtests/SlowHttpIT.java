package io.numroute.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * slowhttptest of Debian in each of its modes, with a thousand connections at the edge and a
 * thousand at the ingest at once. Meanwhile good clients, one of which connects anew each time, ask
 * both; none of them may fail.
 */
@Tag("heavy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowHttpIT {
  private static final int CONNECTIONS = 1_000;
  private static final int RATE = 200;
  private static final int SECONDS = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final String NUMBER = "+447106123456";

  @TempDir static Path folder;
  private Fleet fleet;

  @BeforeAll
  void start() throws Exception {
    Program.require(List.of("slowhttptest"));
    fleet = new Fleet(folder);
    fleet.admit("acme");
    fleet.put("/v1/blocks/44", "{\"holder\":\"acme\"}");
    fleet.accepted("acme", "/v1/gateways/acme/gw1", "{'host':'192.0.2.1'}");
    fleet.routeUntil("acme", NUMBER, reply -> reply.status() == 200);
  }

  @AfterAll
  void stop() {
    if (fleet != null) {
      fleet.close();
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "slow heads, -H -i 5 -l 20",
    "slow bodies, -B -i 5 -l 20 -s 8192 -x 10",
    "slow reads, -X -l 20 -w 1 -y 8 -n 5 -z 8 -k 3",
    "ranges, -R -l 20 -a 5 -b 3000",
  })
  void aThousandConnectionsAtEachDoor(String mode, String options) throws Exception {
    List<Good> good = goodClients();
    good.forEach(Good::start);
    try (Program edge = attack("edge", options, fleet.edgeUrl() + "/v1/routes/" + NUMBER);
        Program ingest = attack("ingest", options, fleet.ingestUrl() + "/v1/imports")) {
      edge.awaitEnd();
      ingest.awaitEnd();
    } finally {
      good.forEach(Good::stop);
    }
    report(mode, good);
    // Its statistics are of each second, and it may end before the next.
    assertThat(connections("edge")).isBetween(CONNECTIONS - RATE, CONNECTIONS);
    assertThat(connections("ingest")).isBetween(CONNECTIONS - RATE, CONNECTIONS);
    assertThat(good)
        .allSatisfy(
            client -> {
              assertThat(client.failures()).as("%s", client.name).isEmpty();
              assertThat(client.answered()).as("%s", client.name).isGreaterThan(SECONDS);
            });
  }

  private Program attack(String name, String options, String url) throws Exception {
    List<String> command = new ArrayList<>(List.of("slowhttptest"));
    command.addAll(Arrays.asList(options.split(" ")));
    command.addAll(List.of("-g", "-o", folder.resolve(name).toString()));
    command.addAll(List.of("-c", "" + CONNECTIONS, "-r", "" + RATE, "-p", "3", "-u", url));
    return Program.start(folder, "slowhttptest-" + name, command);
  }

  /** How many it opened, closed again by us or still there: by the last line of its statistics. */
  private int connections(String name) throws Exception {
    List<String> lines = Files.readAllLines(folder.resolve(name + ".csv"));
    String[] last =
        lines.get(lines.size() - 1).split(",", -1); // seconds, closed, pending, connected
    return Integer.parseInt(last[1]) + Integer.parseInt(last[3]);
  }

  private List<Good> goodClients() {
    URI route = URI.create(fleet.edgeUrl() + "/v1/routes/" + NUMBER.substring(1));
    URI gateway = URI.create(fleet.ingestUrl() + "/v1/gateways/acme/gw1");
    String key = fleet.keyOf("acme");
    return List.of(
        new Good("edge, kept connection", new Kept(route, key)),
        new Good("edge, new connections", () -> askAnew(route, key)),
        new Good("ingest, kept connection", new Kept(gateway, key)));
  }

  /** Asks once, and gives the status. */
  private interface Asking {
    int ask() throws Exception;
  }

  private static final class Kept implements Asking {
    private final HttpClient http = HttpClient.newHttpClient();
    private final HttpRequest request;

    Kept(URI uri, String key) {
      request =
          HttpRequest.newBuilder(uri)
              .version(HttpClient.Version.HTTP_1_1)
              .timeout(PATIENCE)
              .header("Authorization", "Bearer " + key)
              .build();
    }

    @Override
    public int ask() throws Exception {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }

  private static int askAnew(URI uri, String key) throws Exception {
    try (Socket socket = new Socket()) {
      int patienceMs = (int) PATIENCE.toMillis();
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), patienceMs);
      socket.setSoTimeout(patienceMs);
      String head =
          "GET "
              + uri.getPath()
              + " HTTP/1.1\r\nHost: "
              + uri.getAuthority()
              + "\r\nAuthorization: Bearer "
              + key
              + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      String status = new String(answer, StandardCharsets.US_ASCII).split(" ", 3)[1];
      return Integer.parseInt(status);
    }
  }

  private static void report(String mode, List<Good> good) {
    good.forEach(client -> System.out.println("SlowHttpIT: " + mode + ": " + client));
  }

  /** A client that asks as soon as it has its answer, and counts. */
  private static final class Good {
    private final String name;
    private final Asking asking;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<Long> nanos = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private final Thread thread;

    Good(String name, Asking asking) {
      this.name = name;
      this.asking = asking;
      this.thread = new Thread(this::ask, name);
    }

    void start() {
      thread.start();
    }

    private void ask() {
      while (!ended.get()) {
        long begun = System.nanoTime();
        try {
          int status = asking.ask();
          if (status != 200) {
            failed.add("status " + status);
          }
        } catch (Exception e) {
          failed.add(e.toString());
        }
        nanos.add(System.nanoTime() - begun);
      }
    }

    void stop() {
      ended.set(true);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    int answered() {
      return nanos.size();
    }

    List<String> failures() {
      return failed;
    }

    @Override
    public String toString() {
      long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
      return String.format(
          "%s: %d answers, %d failed, p50 %.1f ms, p99 %.1f ms, max %.1f ms",
          name,
          sorted.length,
          failed.size(),
          sorted[sorted.length / 2] / 1e6,
          sorted[(int) (sorted.length * 0.99)] / 1e6,
          sorted[sorted.length - 1] / 1e6);
    }
  }
}
