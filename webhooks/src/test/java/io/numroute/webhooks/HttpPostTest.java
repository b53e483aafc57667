package io.numroute.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.http.TestCertificates;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receivers that mean harm, on real sockets. None gets more than its time, or leads elsewhere. */
class HttpPostTest {
  private static final Duration WHOLE = Duration.ofMillis(400);
  private static final HttpPost.Limits LIMITS = new HttpPost.Limits(Duration.ofMillis(300), WHOLE);
  private static final String OK = "HTTP/1.1 200 OK\r\n\r\n";
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.US_ASCII);

  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

  @AfterEach
  void close() {
    timer.shutdownNow();
  }

  /** Does something to each connection, after the request's head was read. */
  private interface Behaviour {
    void answer(OutputStream out) throws IOException, InterruptedException;
  }

  /** A server that behaves so. */
  private static final class Hostile implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final Behaviour behaviour;

    Hostile(Behaviour behaviour) throws IOException {
      this.behaviour = behaviour;
      Thread thread = new Thread(this::run, "hostile");
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      while (!server.isClosed()) {
        try (Socket socket = server.accept()) {
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
          StringBuilder head = new StringBuilder();
          String line = in.readLine();
          while (line != null && !line.isEmpty()) {
            head.append(line).append('\n');
            line = in.readLine();
          }
          heads.add(head.toString());
          behaviour.answer(socket.getOutputStream());
        } catch (IOException e) {
          // The other side broke off.
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    String url(String path) {
      return "http://127.0.0.1:" + server.getLocalPort() + path;
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static Behaviour says(String response) {
    return out -> out.write(response.getBytes(StandardCharsets.US_ASCII));
  }

  /** The word, within the time there is. */
  private String word(Behaviour behaviour) throws IOException {
    try (Hostile hostile = new Hostile(behaviour)) {
      long begunNs = System.nanoTime();
      String word = send(hostile.url("/")).word();
      assertThat(Duration.ofNanos(System.nanoTime() - begunNs)).isLessThan(WHOLE.multipliedBy(5));
      return word;
    }
  }

  private Attempted send(String url) {
    return post(AddressRule.ANY).send(Receiver.parse(url, true), Map.of("webhook-id", "m"), BODY);
  }

  private HttpPost post(AddressRule rule) {
    return new HttpPost(
        InetAddress::getAllByName,
        rule,
        (SSLSocketFactory) SSLSocketFactory.getDefault(),
        LIMITS,
        timer);
  }

  @Test
  void whatItSends_andWhatItReads() throws Exception {
    try (Hostile receiver =
        new Hostile(says("HTTP/1.1 103 Early Hints\r\nRetry-After: 1\r\n\r\n" + OK))) {
      Attempted attempted = send(receiver.url("/in?key=a%20b"));
      assertThat(attempted).isEqualTo(Attempted.answered(200, null));
      String head = receiver.heads.poll(5, TimeUnit.SECONDS);
      assertThat(head).startsWith("POST /in?key=a%20b HTTP/1.1\nHost: 127.0.0.1:");
      assertThat(head)
          .contains("\nContent-Length: 2\n", "\nwebhook-id: m\n", "\nConnection: close\n");
    }
    assertThat(word(says("HTTP/1.0 204\r\n\r\n"))).isEqualTo("status-204");
    assertThat(word(says("HTTP/1.1 500 x\r\nContent-Length: 9\r\n\r\n"))).isEqualTo("status-500");
    try (Hostile busy = new Hostile(says("HTTP/1.1 429 x\r\nretry-after:  120 \r\n\r\n"))) {
      assertThat(send(busy.url("/"))).isEqualTo(Attempted.answered(429, "120"));
    }
  }

  @Test
  void whoeverIsSlow_isCutOff() throws Exception {
    assertThat(word(out -> Thread.sleep(5000))).as("never answers").isEqualTo("timeout");
    assertThat(
            word(
                out -> {
                  for (byte b : OK.getBytes(StandardCharsets.US_ASCII)) {
                    out.write(b);
                    out.flush();
                    Thread.sleep(100);
                  }
                }))
        .as("a byte at a time")
        .isEqualTo("timeout");
  }

  @Test
  void endlessOnes() throws Exception {
    byte[] lots = "x".repeat(8192).getBytes(StandardCharsets.US_ASCII);
    Behaviour endless =
        out -> {
          while (true) {
            out.write(lots);
          }
        };
    assertThat(
            word(
                out -> {
                  out.write(OK.getBytes(StandardCharsets.US_ASCII));
                  endless.answer(out);
                }))
        .as("a body without end is not read")
        .isEqualTo("status-200");
    assertThat(word(endless)).as("a head without end").isEqualTo("not-http");
    assertThat(word(says("HTTP/1.1 103 x\r\n\r\n".repeat(2000)))).isEqualTo("not-http");
  }

  @Test
  void whatIsNoAnswer() throws Exception {
    assertThat(word(out -> {})).as("closes at once").isEqualTo("broken");
    assertThat(word(says("HTTP/1.1 200 OK\r\nX: y"))).as("breaks off").isEqualTo("broken");
    assertThat(word(says("SSH-2.0-OpenSSH_9\r\n\r\n"))).isEqualTo("not-http");
    assertThat(word(says("HTTP/1.1 2x0 OK\r\n\r\n"))).isEqualTo("not-http");
    int free;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = gone.getLocalPort();
    }
    assertThat(send("http://127.0.0.1:" + free).word()).isEqualTo("connect-failed");
    assertThat(send("http://no-such-host.invalid").word()).isEqualTo("unknown-host");
  }

  @Test
  void aRedirectLeadsNowhere() throws Exception {
    try (Hostile inner = new Hostile(says(OK));
        Hostile outer =
            new Hostile(says("HTTP/1.1 307 x\r\nLocation: " + inner.url("/") + "\r\n\r\n"))) {
      assertThat(send(outer.url("/")).word()).isEqualTo("status-307");
      assertThat(inner.heads).isEmpty();
    }
  }

  @Test
  void aNameThatMeansAnAddressOfOurOwn_isNotConnectedTo() throws Exception {
    try (Hostile inner = new Hostile(says(OK))) {
      String url = inner.url("/").replace("http://127.0.0.1", "https://rebound.example");
      HttpPost post =
          new HttpPost(
              host -> new InetAddress[] {InetAddress.getByName("127.0.0.1")},
              AddressRule.PUBLIC,
              (SSLSocketFactory) SSLSocketFactory.getDefault(),
              LIMITS,
              timer);
      assertThat(post.send(Receiver.parse(url, false), Map.of(), BODY).word())
          .isEqualTo("address-refused");
      assertThat(
              post(AddressRule.PUBLIC)
                  .send(Receiver.parse(inner.url("/"), true), Map.of(), BODY)
                  .word())
          .as("nor without TLS")
          .isEqualTo("address-refused");
      assertThat(inner.heads).isEmpty();
    }
  }

  @Test
  void ofSeveralAddresses_thoseThatAreRefusedAreNotTried_andTheNextIs() throws Exception {
    try (Hostile receiver = new Hostile(says(OK))) {
      List<String> asked = new java.util.ArrayList<>();
      HttpPost post =
          new HttpPost(
              host -> {
                asked.add(host);
                return new InetAddress[] {
                  InetAddress.getByName("127.0.0.77"), InetAddress.getByName("127.0.0.1")
                };
              },
              AddressRule.ANY,
              (SSLSocketFactory) SSLSocketFactory.getDefault(),
              LIMITS,
              timer);
      String url = receiver.url("/").replace("127.0.0.1", "two.example");
      assertThat(post.send(Receiver.parse(url, true), Map.of(), BODY).delivered()).isTrue();
      assertThat(asked).as("resolved once").containsExactly("two.example");
    }
  }

  @Test
  void tls_provesTheNameThatWasAskedFor(@TempDir Path folder) throws Exception {
    TestCertificates authority = new TestCertificates(folder.resolve("a"));
    try (TlsReceiver receiver = new TlsReceiver(authority.sign("CN=receiver"))) {
      HttpPost trusting = tls(authority.client().getSocketFactory());
      assertThat(send(trusting, receiver.url("localhost"))).isEqualTo("status-200");
      assertThat(send(trusting, receiver.url("other.example")))
          .as("its certificate is for another name")
          .isEqualTo("tls-failed");
      HttpPost strange = tls((SSLSocketFactory) SSLSocketFactory.getDefault());
      assertThat(send(strange, receiver.url("localhost")))
          .as("of an authority that nobody knows")
          .isEqualTo("tls-failed");
      assertThat(receiver.taken()).isEqualTo(1);
    }
  }

  private HttpPost tls(SSLSocketFactory factory) {
    return new HttpPost(
        host -> new InetAddress[] {InetAddress.getLoopbackAddress()},
        AddressRule.ANY,
        factory,
        HttpPost.Limits.DEFAULT,
        timer);
  }

  private static String send(HttpPost post, String url) {
    return post.send(Receiver.parse(url, true), Map.of(), BODY).word();
  }
}
