package io.numroute.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpDoorTest {
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpDoor door;

  @Path("/things")
  public static final class Things {
    @GET
    @Produces("application/json")
    public String get() {
      return "{}";
    }

    @POST
    @Consumes("text/plain")
    public String post(String body) {
      return Integer.toString(body.length());
    }

    @POST
    @Path("/stream")
    @MaxBody(MaxBody.UNBOUNDED)
    public String stream(InputStream body) throws IOException {
      return Long.toString(body.transferTo(java.io.OutputStream.nullOutputStream()));
    }

    @GET
    @Path("/broken")
    public String broken() {
      throw new IllegalStateException("secret of the database");
    }

    @GET
    @Path("/refused")
    public String refused() {
      throw Problems.COMMAND_REFUSED.because("Not yours.", Map.of("line", 7, "final", true));
    }

    @GET
    @Path("/locked")
    public String locked() {
      throw Problems.UNAUTHENTICATED.because(null);
    }

    @GET
    @Path("/early")
    public String early() {
      throw Problems.NOT_READY.because(null);
    }
  }

  private final HttpHandler slow =
      new HttpHandler() {
        @Override
        public void service(Request request, Response response) throws Exception {
          entered.countDown();
          release.await();
          response.getWriter().write("done");
        }
      };
  private final HttpHandler broken =
      new HttpHandler() {
        @Override
        public void service(Request request, Response response) {
          throw new IllegalStateException("secret of the handler");
        }
      };

  private final AtomicBoolean routerIsWell = new AtomicBoolean();

  @BeforeEach
  void open() throws IOException {
    Map<String, BooleanSupplier> parts = new LinkedHashMap<>();
    parts.put("journal", () -> true);
    parts.put("router", routerIsWell::get);
    door =
        Health.addTo(
                HttpDoor.at(HttpSettings.at("127.0.0.1", 0).withMaxBodyBytes(1_000)),
                () -> true,
                () -> true,
                parts,
                Map.of("tls", () -> false))
            .handler("/slow", slow)
            .handler("/broken", broken)
            .jersey("/things/*", new ResourceConfig().registerInstances(new Things()))
            .jersey("/things", new ResourceConfig().registerInstances(new Things()))
            .open();
  }

  @AfterEach
  void close() {
    release.countDown();
    door.close();
  }

  @Test
  void errors_of_jersey_are_problems() throws Exception {
    assertProblem(get("/things/none"), 404, "not-found");
    assertProblem(send("DELETE", "/things", "", "text/plain"), 405, "method-not-allowed");
    assertProblem(send("POST", "/things", "x", "image/png"), 415, "unsupported-media-type");
    HttpRequest html = request("/things").header("Accept", "text/html").build();
    assertProblem(client.send(html, BodyHandlers.ofString()), 406, "not-acceptable");
    assertThat(send("DELETE", "/things", "", "text/plain").headers().firstValue("Allow"))
        .hasValueSatisfying(allow -> assertThat(allow).contains("GET"));
  }

  @Test
  void errors_of_ours_are_problems() throws Exception {
    HttpResponse<String> refused = get("/things/refused");
    assertProblem(refused, 409, "command-refused");
    assertThat(refused.body())
        .contains("\"detail\":\"Not yours.\"", "\"line\":7", "\"final\":true");
    HttpResponse<String> locked = get("/things/locked");
    assertProblem(locked, 401, "unauthenticated");
    assertThat(locked.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    HttpResponse<String> early = get("/things/early");
    assertProblem(early, 503, "not-ready");
    assertThat(early.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void faults_show_nothing_of_the_inside() throws Exception {
    HttpResponse<String> jersey = get("/things/broken");
    assertProblem(jersey, 500, "internal");
    assertThat(jersey.body()).contains("errorId").doesNotContain("secret", "Exception", "java");
    HttpResponse<String> handler = get("/broken");
    assertProblem(handler, 500, "internal");
    assertThat(handler.body()).doesNotContain("secret", "Exception", "java");
    assertThat(handler.headers().map()).doesNotContainKeys("server", "x-powered-by");
    assertProblem(get("/nowhere"), 404, "not-found");
  }

  @Test
  void bodies_are_bounded_however_they_are_framed() throws Exception {
    assertThat(send("POST", "/things", "x".repeat(1_000), "text/plain").body()).isEqualTo("1000");
    assertProblem(send("POST", "/things", "x".repeat(1_001), "text/plain"), 413, "body-too-large");
    assertProblem(sendChunked("/things", 5_000), 413, "body-too-large");
    assertThat(sendChunked("/things/stream", 5_000_000).body()).isEqualTo("5000000");
  }

  @Test
  void health_names_the_parts_and_no_more() throws Exception {
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    HttpResponse<String> ready = get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body())
        .isEqualTo(
            "{\"status\":\"down\",\"parts\":{\"journal\":true,\"router\":false,\"tls\":false}}");

    routerIsWell.set(true); // what only needs somebody's attention takes no server out of service
    assertThat(get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").body())
        .isEqualTo(
            "{\"status\":\"up\",\"parts\":{\"journal\":true,\"router\":true,\"tls\":false}}");
  }

  @Test
  void a_taken_port_is_told_in_one_sentence() {
    HttpDoor.Builder second = HttpDoor.at(HttpSettings.at("127.0.0.1", door.port()));
    assertThatThrownBy(second::open)
        .isInstanceOf(PortTakenException.class)
        .hasMessage("Port " + door.port() + " on 127.0.0.1 is taken by another process.");
  }

  @Test
  void two_doors_in_one_process_do_not_meet() throws Exception {
    try (HttpDoor other = HttpDoor.at(HttpSettings.at("127.0.0.1", 0)).open()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + other.port() + "/things"))
              .build();
      assertProblem(client.send(request, BodyHandlers.ofString()), 404, "not-found");
      assertThat(get("/things").statusCode()).isEqualTo(200);
    }
    assertThat(get("/things").statusCode()).isEqualTo(200);
  }

  @Test
  void close_lets_a_request_under_way_finish_and_ends_the_threads() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request("/slow").build(), BodyHandlers.ofString());
    entered.await();
    Thread closer = new Thread(door::close);
    closer.start();
    release.countDown();
    assertThat(answer.get().body()).isEqualTo("done");
    closer.join(10_000);
    assertThat(closer.isAlive()).isFalse();
    assertThatThrownBy(() -> get("/things")).isInstanceOf(IOException.class);
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith(HttpDoor.WORKER));
  }

  private static void assertProblem(HttpResponse<String> response, int status, String slug) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith(Problem.MEDIA_TYPE));
    assertThat(response.body())
        .startsWith("{\"type\":\"urn:numroute:problem:" + slug + "\",\"title\":\"")
        .contains("\"status\":" + status);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> send(String method, String path, String body, String type)
      throws Exception {
    return client.send(
        request(path)
            .header("Content-Type", type)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> sendChunked(String path, int bytes) throws Exception {
    return client.send(
        request(path)
            .header("Content-Type", "text/plain")
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new java.io.ByteArrayInputStream(new byte[bytes])))
            .build(),
        BodyHandlers.ofString());
  }
}
