package io.numroute.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Clients that hold on to connections are cut; the limits here are a second where 5 to 60 are
 * usual.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowClientTest {
  private static final Duration LIMIT = Duration.ofSeconds(1);
  private HttpDoor door;

  @Path("/echo")
  public static final class Echo {
    @POST
    public String echo(String body) {
      return "echo:" + body.length();
    }
  }

  /** What the door serves with; null for plaintext. */
  @Nullable Tls tls() throws Exception {
    return null;
  }

  RawClient connect(int port) throws IOException {
    return new RawClient(port);
  }

  private RawClient connect() throws IOException {
    return connect(door.port());
  }

  @BeforeAll
  void open() throws Exception {
    HttpHandler quick =
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws IOException {
            byte[] body = "x".repeat(2_000).getBytes(StandardCharsets.UTF_8);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
          }
        };
    door =
        HttpDoor.at(
                HttpSettings.at("127.0.0.1", 0).withTimeouts(LIMIT.multipliedBy(2), LIMIT, LIMIT))
            .tls(tls())
            .handler("/quick", quick)
            .jersey("", new ResourceConfig().registerInstances(new Echo()))
            .open();
  }

  @AfterAll
  void close() {
    door.close();
  }

  @Test
  void a_head_that_does_not_end_is_cut_with_408() throws IOException {
    try (RawClient client = connect()) {
      long start = System.nanoTime();
      client.send("GET /quick HTTP/1.1\r\nHost: h\r\nX: a");
      assertThat(client.answersUntilClosed())
          .extracting(RawClient.Answer::status)
          .containsExactly(408);
      assertThat(secondsSince(start)).isBetween(0.8, 5.0);
    }
  }

  @Test
  void a_head_that_dribbles_is_cut() throws Exception {
    try (RawClient client = connect()) {
      assertCutWhileDribbling(client, "GET /quick HTTP/1.1\r\nHost: h\r\nX: ", "a");
    }
  }

  @Test
  void a_body_that_does_not_come_is_cut() throws IOException {
    try (RawClient client = connect()) {
      long start = System.nanoTime();
      client.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nab");
      client.answersUntilClosed();
      assertThat(secondsSince(start)).isBetween(0.8, 5.0);
    }
  }

  @Test
  void a_body_that_dribbles_is_cut() throws Exception {
    try (RawClient client = connect()) {
      assertCutWhileDribbling(
          client, "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n", "a");
    }
  }

  @Test
  void chunks_that_dribble_are_cut() throws Exception {
    try (RawClient client = connect()) {
      assertCutWhileDribbling(
          client,
          "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n",
          "1\r\na\r\n");
    }
  }

  @Test
  void an_expected_body_that_never_follows_is_cut() throws IOException {
    try (RawClient client = connect()) {
      long start = System.nanoTime();
      client.send(
          "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(100);
      client.answersUntilClosed();
      assertThat(secondsSince(start)).isBetween(0.8, 5.0);
    }
  }

  @Test
  void an_expected_body_that_follows_is_read() throws IOException {
    try (RawClient client = connect()) {
      client.send(
          "POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(100);
      assertThat(client.send("abc").answer().body()).isEqualTo("echo:3");
    }
  }

  @Test
  void a_connection_that_is_silent_is_closed() throws IOException {
    try (RawClient client = connect()) {
      assertThat(client.isClosedByServer(6_000)).isTrue();
    }
    try (RawClient client = connect()) {
      client.send("GET /quick HTTP/1.1\r\nHost: h\r\n\r\n").answer();
      assertThat(client.isClosedByServer(6_000)).isTrue();
    }
  }

  @Test
  void a_body_that_nobody_reads_is_not_waited_for() throws IOException {
    try (RawClient client = connect()) {
      client.send("POST /none HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\nab");
      assertThat(client.answer().status()).isEqualTo(404);
      assertThat(client.isClosedByServer(6_000)).isTrue();
    }
  }

  @Test
  void a_client_that_does_not_read_is_cut_and_others_are_served() throws Exception {
    String thousand = "GET /quick HTTP/1.1\r\nHost: h\r\n\r\n".repeat(1_000);
    try (RawClient deaf = connect()) {
      Thread sender =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 1_000; i++) {
                    deaf.send(thousand);
                  }
                } catch (IOException e) {
                  // cut, as it should be
                }
              });
      sender.start();
      for (int i = 0; sender.isAlive() && i < 10_000; i++) {
        try (RawClient good = connect()) {
          long start = System.nanoTime();
          assertThat(good.send("GET /quick HTTP/1.1\r\nHost: h\r\n\r\n").answer().status())
              .isEqualTo(200);
          assertThat(secondsSince(start)).isLessThan(3);
        }
      }
      sender.join(TimeUnit.SECONDS.toMillis(10));
      assertThat(sender.isAlive()).isFalse();
    }
  }

  /** Sends {@code drop} again and again, until the server hangs up. */
  private static void assertCutWhileDribbling(RawClient client, String head, String drop)
      throws Exception {
    long start = System.nanoTime();
    client.send(head);
    Thread dribble =
        new Thread(
            () -> {
              try {
                while (secondsSince(start) < 9) {
                  client.send(drop);
                  TimeUnit.MILLISECONDS.sleep(100); // the pace of the attack
                }
              } catch (IOException | InterruptedException e) {
                // cut
              }
            });
    dribble.start();
    client.answersUntilClosed();
    assertThat(secondsSince(start)).isLessThan(6);
    dribble.interrupt();
    dribble.join();
  }

  private static double secondsSince(long startNs) {
    return (System.nanoTime() - startNs) / 1e9;
  }
}
