package io.numroute.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;

/**
 * What the guard costs: a scanner alone, and a constant handler behind a door with and without it,
 * in interleaved rounds. Not a test; {@code RATIONALE.md} has the figures.
 */
public final class GuardCost {
  private static final byte[] HEAD =
      ("GET /v1/routes/+447106123456?media=voice HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"
              + "User-Agent: gateway/1.0\r\nAccept: application/json\r\nAuthorization: Bearer "
              + "nr_abcdefghijkl_0123456789012345678901234567890123456789012\r\n\r\n")
          .getBytes(StandardCharsets.US_ASCII);
  private static final int CONNECTIONS = 8;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private GuardCost() {}

  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 7;
    scanner();
    HttpHandler constant =
        new HttpHandler() {
          private final byte[] body = "x".repeat(180).getBytes(StandardCharsets.US_ASCII);

          @Override
          public void service(Request request, Response response) throws IOException {
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
          }
        };
    HttpSettings settings = HttpSettings.at("127.0.0.1", 0);
    try (HttpDoor with = HttpDoor.at(settings).handler("", constant).open();
        HttpDoor without = HttpDoor.at(settings).unguarded().handler("", constant).open()) {
      load(with.port(), 4_000);
      load(without.port(), 4_000);
      double[] ratios = new double[rounds];
      for (int i = 0; i < rounds; i++) {
        boolean withFirst = i % 2 == 0;
        double first = load(withFirst ? with.port() : without.port(), 2_000);
        double second = load(withFirst ? without.port() : with.port(), 2_000);
        double a = withFirst ? second : first;
        double b = withFirst ? first : second;
        ratios[i] = b / a;
        System.out.printf("without %.2f us  with %.2f us  ratio %.3f%n", a, b, b / a);
      }
      Arrays.sort(ratios);
      System.out.printf("median ratio %.3f%n", ratios[rounds / 2]);
    }
  }

  private static void scanner() {
    RequestScanner scanner = new RequestScanner(8_192, 100);
    for (int round = 0; round < 5; round++) {
      long start = THREADS.getCurrentThreadCpuTime();
      int n = 2_000_000;
      int sum = 0;
      for (int i = 0; i < n; i++) {
        sum += scanner.scanHead(HEAD, 0, HEAD.length);
      }
      System.out.printf(
          "scan of a %d-byte head: %.0f ns%n",
          HEAD.length, (double) (THREADS.getCurrentThreadCpuTime() - start) / n + sum * 1e-18);
    }
  }

  /** CPU of the I/O threads so far. */
  private static long ioCpuNs() {
    long sum = 0;
    for (ThreadInfo info : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (info != null && info.getThreadName().contains("SelectorRunner")) {
        sum += Math.max(0, THREADS.getThreadCpuTime(info.getThreadId()));
      }
    }
    return sum;
  }

  /** I/O threads' CPU microseconds a request; closed loop, 16 pipelined. */
  private static double load(int port, int ms) throws Exception {
    List<Thread> threads = new ArrayList<>();
    long[] counts = new long[CONNECTIONS];
    long cpu = ioCpuNs();
    long start = System.nanoTime();
    for (int c = 0; c < CONNECTIONS; c++) {
      int slot = c;
      Thread thread =
          new Thread(
              () -> {
                try (Socket socket = new Socket("127.0.0.1", port)) {
                  socket.setTcpNoDelay(true);
                  counts[slot] = exchange(socket, start + ms * 1_000_000L);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return (ioCpuNs() - cpu) / 1e3 / Arrays.stream(counts).sum();
  }

  private static long exchange(Socket socket, long untilNs) throws IOException {
    int pipelined = 16;
    OutputStream out = socket.getOutputStream();
    InputStream in = socket.getInputStream();
    byte[] requests = new byte[HEAD.length * pipelined];
    for (int i = 0; i < pipelined; i++) {
      System.arraycopy(HEAD, 0, requests, i * HEAD.length, HEAD.length);
    }
    out.write(HEAD);
    byte[] buffer = new byte[65_536];
    int responseLength = in.read(buffer);
    long count = 0;
    while (System.nanoTime() < untilNs) {
      out.write(requests);
      in.readNBytes(buffer, 0, responseLength * pipelined);
      count += pipelined;
    }
    return count;
  }
}
