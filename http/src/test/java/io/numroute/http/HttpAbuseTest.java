package io.numroute.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The 27 groups of abuse that servers were broken by. Each is sent with a second request for {@code
 * /smuggled} behind it or in its body, in one piece, byte by byte, and behind a good request.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpAbuseTest {
  private static final AtomicInteger smuggled = new AtomicInteger();
  private static final AtomicInteger canaries = new AtomicInteger();
  private HttpDoor door;

  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final String TE = "Transfer-Encoding: chunked\r\n";
  private static final String GOOD_CHUNKS = "5\r\nhello\r\n0\r\n\r\n";

  /** A name, and what a client sends. */
  record Case(String name, String bytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  @Path("/echo")
  public static final class Echo {
    @POST
    @Produces("text/plain")
    public String echo(String body) {
      return "echo:" + body;
    }
  }

  @Path("/smuggled")
  public static final class Smuggled {
    @GET
    public String get() {
      smuggled.incrementAndGet();
      return "smuggled";
    }
  }

  @Path("/numbers/{number}")
  public static final class Numbers {
    @GET
    public String get(@PathParam("number") String number) {
      return "number";
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
    HttpHandler canary =
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws IOException {
            canaries.incrementAndGet();
            byte[] body = ("canary:" + request.getQueryString()).getBytes(StandardCharsets.UTF_8);
            response.setContentType("text/plain");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
          }
        };
    ResourceConfig application =
        new ResourceConfig().registerInstances(new Echo(), new Smuggled(), new Numbers());
    door =
        HttpDoor.at(HttpSettings.at("127.0.0.1", 0))
            .tls(tls())
            .handler("/canary", canary)
            .jersey("", application)
            .open();
  }

  @AfterAll
  void close() {
    door.close();
  }

  @BeforeEach
  void reset() {
    smuggled.set(0);
  }

  static Stream<Case> refused() {
    return Stream.of(
        post("1 CL and TE", TE + "Content-Length: 5\r\n", "0\r\n\r\n" + SMUGGLED),
        post("1 TE and CL", "Content-Length: 4\r\n" + TE, "5c\r\n" + SMUGGLED + "\r\n0\r\n\r\n"),
        post("2 chunked, identity", "Transfer-Encoding: chunked, identity\r\n", GOOD_CHUNKS),
        post("2 chunkedfoo", "Transfer-Encoding: chunkedfoo\r\n", GOOD_CHUNKS),
        post("3 identity, chunked", "Transfer-Encoding: identity, chunked\r\n", GOOD_CHUNKS),
        post("3 gzip, chunked", "Transfer-Encoding: gzip, chunked\r\n", GOOD_CHUNKS),
        post("4 xchunked", "Transfer-Encoding: xchunked\r\n", GOOD_CHUNKS),
        post("4 identity", "Transfer-Encoding: identity\r\nContent-Length: 3\r\n", "abc"),
        post("4 empty", "Transfer-Encoding:\r\n", ""),
        post("4 quoted", "Transfer-Encoding: \"chunked\"\r\n", GOOD_CHUNKS),
        post("5 space before colon", "Transfer-Encoding : chunked\r\n", GOOD_CHUNKS),
        post("6 vertical tab", "Transfer-Encoding:\u000bchunked\r\n", GOOD_CHUNKS),
        post("7 two TE", TE + "Transfer-Encoding: x\r\n", GOOD_CHUNKS),
        post("7 TE twice", TE + TE, GOOD_CHUNKS),
        post("8 folded TE", "Transfer-Encoding:\r\n chunked\r\n", GOOD_CHUNKS),
        post("8 folded other", "X-A: b\r\n\tc\r\n", ""),
        post("9 CL +5", "Content-Length: +5\r\n", "hello"),
        post("9 CL 5 and space", "Content-Length: 5 \r\n", "hello"),
        post("9 CL 0x5", "Content-Length: 0x5\r\n", "hello"),
        post("9 CL 5,5", "Content-Length: 5,5\r\n", "hello"),
        post("9 CL -1", "Content-Length: -1\r\n", "hello"),
        post("9 CL overflow", "Content-Length: 99999999999999999999\r\n", "hello"),
        post("9 CL 2^64+5", "Content-Length: 18446744073709551621\r\n", "hello"),
        post("9 CL empty", "Content-Length:\r\n", ""),
        post("10 differing CL", "Content-Length: 5\r\nContent-Length: 6\r\n", "hello"),
        post("11 equal CL", "Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
        raw("12 bare LF", "GET /canary HTTP/1.1\nHost: h\n\n"),
        raw("12 bare LF in a field", "GET /canary HTTP/1.1\r\nHost: h\nX: y\r\n\r\n"),
        raw("12 bare LF at the end", "GET /canary HTTP/1.1\r\nHost: h\r\n\n"),
        post("12 bare LF in a chunk size", TE, "5\nhello\r\n0\r\n\r\n"),
        post("12 bare LF after chunk data", TE, "5\r\nhello\n0\r\n\r\n"),
        post("12 bare LF at the last chunk", TE, "5\r\nhello\r\n0\n\r\n"),
        post("12 bare LF at the end", TE, "5\r\nhello\r\n0\r\n\n"),
        post("12 bare LF in an extension", TE, "5;a\nb\r\nhello\r\n0\r\n\r\n"),
        raw("13 bare CR", "GET /canary HTTP/1.1\r\nHost: h\rX: y\r\n\r\n"),
        raw("13 bare CR in a value", "GET /canary HTTP/1.1\r\nHost: h\r\nX: a\rb\r\n\r\n"),
        raw("13 bare CR in the line", "GET /canary\rX HTTP/1.1\r\nHost: h\r\n\r\n"),
        raw("14 NUL in a name", "GET /canary HTTP/1.1\r\nHost: h\r\nX\0Y: a\r\n\r\n"),
        raw("14 NUL in a value", "GET /canary HTTP/1.1\r\nHost: h\r\nX: a\0b\r\n\r\n"),
        raw("14 NUL in the target", "GET /can\0ary HTTP/1.1\r\nHost: h\r\n\r\n"),
        raw("15 leading space", "GET /canary HTTP/1.1\r\n Host: h\r\nHost: h\r\n\r\n"),
        raw("15 leading tab", "GET /canary HTTP/1.1\r\n\tX: h\r\nHost: h\r\n\r\n"),
        post("16 chunk size over 32 bits", TE, "100000004\r\nhell\r\n0\r\n\r\n"),
        post("16 chunk size over 64 bits", TE, "10000000000000005\r\nhello\r\n0\r\n\r\n"),
        post("17 quoted CRLF", TE, "5;a=\"\r\nhello\r\n0\r\n\r\n" + SMUGGLED + "\"\r\n"),
        post("17 extension", TE, "5;a=b\r\nhello\r\n0\r\n\r\n"),
        post("18 chunk size +5", TE, "+5\r\nhello\r\n0\r\n\r\n"),
        post("18 chunk size space 5", TE, " 5\r\nhello\r\n0\r\n\r\n"),
        post("18 chunk size 5 space", TE, "5 \r\nhello\r\n0\r\n\r\n"),
        post("18 chunk size 0x5", TE, "0x5\r\nhello\r\n0\r\n\r\n"),
        post("18 chunk size -5", TE, "-5\r\nhello\r\n0\r\n\r\n"),
        post("18 chunk size empty", TE, "\r\nhello\r\n0\r\n\r\n"),
        post("18 chunk longer than its size", TE, "3\r\nhello\r\n0\r\n\r\n"),
        post("19 trailer Host", TE, "5\r\nhello\r\n0\r\nHost: evil\r\n\r\n"),
        post("19 trailer CL", TE, "5\r\nhello\r\n0\r\nContent-Length: 50\r\n\r\n"),
        post("19 trailer TE", TE, "5\r\nhello\r\n0\r\nTransfer-Encoding: x\r\n\r\n"),
        raw("20 other authority", "GET http://evil/canary HTTP/1.1\r\nHost: h\r\n\r\n"),
        raw("20 user in authority", "GET http://h@evil/canary HTTP/1.1\r\nHost: h\r\n\r\n"),
        raw("20 other scheme", "GET ftp://h/canary HTTP/1.1\r\nHost: h\r\n\r\n"),
        raw("20 authority form", "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n"),
        raw("21 no Host", "GET /canary HTTP/1.1\r\n\r\n"),
        raw("21 no Host but others", "GET /canary HTTP/1.1\r\nX: y\r\n\r\n"),
        raw("21 two Hosts", "GET /canary HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n"),
        raw("21 Host twice", "GET /canary HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n"),
        raw("21 bad Host", "GET /canary HTTP/1.1\r\nHost: h/x\r\n\r\n"),
        raw(
            "22 GET with body",
            "GET /canary HTTP/1.1\r\nHost: h\r\nContent-Length: " + SMUGGLED.length() + "\r\n\r\n"),
        raw("22 GET with chunks", "GET /canary HTTP/1.1\r\nHost: h\r\n" + TE + "\r\n0\r\n\r\n"),
        raw("22 TRACE with body", "TRACE /canary HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n"),
        raw("22 DELETE with body", "DELETE /x HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\n"),
        raw(
            "23 HTTP/1.0 keep-alive with TE",
            "POST /echo HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n"
                + TE
                + "\r\n"
                + GOOD_CHUNKS),
        raw("26 other version", "GET /canary HTTP/2.0\r\nHost: h\r\n\r\n"),
        raw("26 no version", "GET /canary\r\n\r\n"),
        raw("26 two spaces", "GET  /canary HTTP/1.1\r\nHost: h\r\n\r\n"),
        raw("27 %00", "GET /numbers/%00 HTTP/1.1\r\nHost: h\r\n\r\n"),
        raw("27 %zz", "GET /numbers/%zz HTTP/1.1\r\nHost: h\r\n\r\n"),
        raw("27 raw bytes", "GET /numbers/\u00c0\u00ae HTTP/1.1\r\nHost: h\r\n\r\n"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void is_refused_in_one_piece(Case abuse) throws IOException {
    try (RawClient client = connect()) {
      assertRefused(client.send(abuse.bytes + SMUGGLED).answersUntilClosed());
    }
    assertUnharmed();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void is_refused_behind_a_good_request(Case abuse) throws IOException {
    try (RawClient client = connect()) {
      client.send(canary("a") + canary("b") + abuse.bytes + SMUGGLED);
      List<RawClient.Answer> answers = client.answersUntilClosed();
      assertThat(answers).hasSizeGreaterThanOrEqualTo(2);
      assertThat(answers.get(0).body()).isEqualTo("canary:a");
      assertThat(answers.get(1).body()).isEqualTo("canary:b");
      assertRefused(answers.subList(2, answers.size()));
    }
    assertUnharmed();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void is_refused_byte_by_byte(Case abuse) throws IOException {
    try (RawClient client = connect()) {
      try {
        for (char c : (abuse.bytes + SMUGGLED).toCharArray()) {
          client.send(String.valueOf(c));
        }
      } catch (IOException e) {
        // The server has hung up already.
      }
      assertRefused(client.answersUntilClosed());
    }
    assertUnharmed();
  }

  @Test
  void good_requests_of_unusual_form_are_understood() throws IOException {
    try (RawClient client = connect()) {
      client.send(
          post("6 tab before chunked", "Transfer-Encoding:\tchunked\r\n", GOOD_CHUNKS).bytes);
      assertThat(client.answer().body()).isEqualTo("echo:hello");
      client.send(post("space after it", "TRANSFER-encoding:  CHUNKED \t\r\n", GOOD_CHUNKS).bytes);
      assertThat(client.answer().body()).isEqualTo("echo:hello");
      client.send(post("leading zeros", TE, "005\r\nhello\r\n00\r\n\r\n").bytes);
      assertThat(client.answer().body()).isEqualTo("echo:hello");
      client.send(post("upgrade", "Upgrade: h2c\r\nContent-Length: 5\r\n", "hello").bytes);
      assertThat(client.answer().body()).isEqualTo("echo:hello");
      client.send("GET http://h/canary?x HTTP/1.1\r\nHost: H\r\n\r\n");
      assertThat(client.answer().body()).isEqualTo("canary:x");
      client.send("GET /canary?y HTTP/1.1\r\nHost: [::1]:8080\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.answer().body()).isEqualTo("canary:y");
      client.send("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n" + canary("z"));
      client.answer();
      assertThat(client.answer().body()).isEqualTo("canary:z");
    }
  }

  @Test
  void paths_that_try_to_leave_are_answered_and_the_connection_goes_on() throws IOException {
    try (RawClient client = connect()) {
      for (String path :
          List.of(
              "/numbers/%2e%2e/",
              "/numbers/a;b=c",
              "/numbers/%c0%ae",
              "/numbers/%2F",
              "/..",
              "//canary",
              "/numbers/%ff",
              "/canary;jsessionid=1")) {
        client.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
        RawClient.Answer answer = client.answer();
        assertThat(answer.status()).as(path).isIn(200, 400, 404);
        if (answer.status() != 200) {
          assertThat(answer.head()).as(path).contains(Problem.MEDIA_TYPE);
        }
        client.send(canary("same"));
        assertThat(client.answer().body()).as(path).isEqualTo("canary:same");
      }
    }
  }

  @Test
  void a_head_over_8_kib_or_100_fields_is_refused() throws IOException {
    try (RawClient client = connect()) {
      client.send("GET /canary HTTP/1.1\r\nHost: h\r\nX: " + "a".repeat(8_193) + "\r\n\r\n");
      List<RawClient.Answer> answers = client.answersUntilClosed();
      assertThat(answers).extracting(RawClient.Answer::status).containsExactly(431);
    }
    try (RawClient client = connect()) {
      client.send("GET /canary HTTP/1.1\r\nHost: h\r\n" + "X: a\r\n".repeat(100) + "\r\n");
      List<RawClient.Answer> answers = client.answersUntilClosed();
      assertThat(answers).extracting(RawClient.Answer::status).containsExactly(431);
    }
    try (RawClient client = connect()) {
      client.send("GET /canary?q HTTP/1.1\r\nHost: h\r\n" + "X: a\r\n".repeat(99) + "\r\n");
      assertThat(client.answer().body()).isEqualTo("canary:q");
    }
    assertUnharmed();
  }

  @Test
  void ten_thousand_pipelined_requests_are_answered_in_order() throws Exception {
    int before = canaries.get();
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < 10_000; i++) {
      all.append(canary(Integer.toString(i)));
    }
    try (RawClient client = connect()) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  client.send(all.toString());
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      writer.start();
      for (int i = 0; i < 10_000; i++) {
        assertThat(client.answer().body()).isEqualTo("canary:" + i);
      }
      writer.join();
    }
    assertThat(canaries.get() - before).isEqualTo(10_000);
  }

  private static void assertRefused(List<RawClient.Answer> answers) {
    assertThat(answers).extracting(RawClient.Answer::status).containsExactly(400);
    assertThat(answers.get(0).head()).contains(Problem.MEDIA_TYPE);
    assertThat(answers.get(0).closes()).isTrue();
    assertThat(answers.get(0).body()).startsWith("{\"type\":\"urn:numroute:problem:bad-request\"");
  }

  private void assertUnharmed() throws IOException {
    try (RawClient canary = connect()) {
      assertThat(canary.send(canary("new")).answer().body()).isEqualTo("canary:new");
    }
    assertThat(smuggled).hasValue(0);
  }

  private static String canary(String name) {
    return "GET /canary?" + name + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }

  private static Case raw(String name, String bytes) {
    return new Case(name, bytes);
  }

  private static Case post(String name, String headers, String body) {
    return new Case(name, "POST /echo HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n" + body);
  }
}
