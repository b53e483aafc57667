package io.numroute.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.numroute.broker.EmbeddedBroker;
import io.numroute.http.ApiKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A broker, an ingest, routers that each hold all numbers, an edge for each that asks it alone,
 * each role in a process of its own, and the ISPs that use them.
 */
final class Fleet implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, String> keys = new HashMap<>();
  private final EmbeddedBroker broker;
  private final List<Role> doors = new ArrayList<>();
  private final List<Role> routers = new ArrayList<>();
  private final List<Role> edges = new ArrayList<>();
  private final String authorityKey;

  /** An answer of one of the servers. */
  record Reply(int status, JsonNode body) {}

  /**
   * Starts one of each.
   *
   * @param java more options of their JVMs
   */
  Fleet(Path folder, String... java) throws IOException {
    this(folder, 1, List.of(), java);
  }

  /**
   * Starts all.
   *
   * @param replicas how many routers, and edges
   * @param settings more, each of the role that its name begins with
   */
  Fleet(Path folder, int replicas, List<String> settings, String... java) throws IOException {
    broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
    ApiKey key = ApiKey.generate(new SecureRandom());
    authorityKey = key.written();
    Path keyFile =
        Files.createFile(
            folder.resolve("authority.key"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(keyFile, authorityKey);
    try {
      start(folder, replicas, settings, keyFile, java);
    } catch (IOException | RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  private void start(Path folder, int replicas, List<String> settings, Path keyFile, String... java)
      throws IOException {
    List<String> common =
        List.of(
            "kafka.bootstrap.servers=" + broker.bootstrapServers(),
            "numbers.partitions=4",
            "replication.factor=1");
    List<String> hops = new ArrayList<>();
    for (int i = 1; i <= replicas; i++) {
      int hop = freePort();
      hops.add("127.0.0.1:" + hop);
      routers.add(
          start(
              "router" + i,
              "router",
              folder,
              with(
                  common,
                  "router.id=router" + i,
                  "router.standby.replicas=" + (replicas - 1),
                  "router.state.dir=" + folder.resolve("router" + i),
                  "router.hop.host=127.0.0.1",
                  "router.hop.port=" + hop),
              java));
    }
    doors.add(
        start(
            "ingest",
            "ingest",
            folder,
            with(
                of("ingest", common, settings),
                "ingest.host=127.0.0.1",
                "ingest.port=0",
                "ingest.authority.key.file=" + keyFile,
                "ingest.routers=" + String.join(",", hops)),
            java));
    for (int i = 1; i <= replicas; i++) {
      edges.add(
          start(
              "edge" + i,
              "edge",
              folder,
              with(
                  of("edge", common, settings),
                  "edge.id=edge" + i,
                  "edge.host=127.0.0.1",
                  "edge.port=0",
                  "edge.journal.dir=" + folder.resolve("journal" + i),
                  "edge.journal.segment.bytes=1048576",
                  "edge.routers=" + hops.get(i - 1)),
              java));
    }
    routers.forEach(Role::awaitReady);
    doors.forEach(Role::awaitReady);
    edges.forEach(Role::awaitReady);
  }

  private static Role start(
      String name, String role, Path folder, List<String> settings, String... java)
      throws IOException {
    return Role.start(role, Files.createDirectories(folder.resolve(name)), settings, java);
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** Where ISPs publish. */
  String ingestUrl() {
    return doors.get(0).url();
  }

  String authorityKey() {
    return authorityKey;
  }

  private Stream<Role> roles() {
    return Stream.of(edges, doors, routers).flatMap(List::stream);
  }

  /** What all have said so far. */
  List<String> said() {
    return roles().flatMap(role -> role.said().stream()).toList();
  }

  /** Where gateways ask. */
  String edgeUrl() {
    return edgeUrls().get(0);
  }

  /** One for each router. */
  List<String> edgeUrls() {
    return edges.stream().map(Role::url).toList();
  }

  /** Admits an ISP and gives it a key. */
  void admit(String isp) throws IOException, InterruptedException {
    put("/v1/isps/" + isp, "{\"name\":\"ISP " + isp + "\",\"state\":\"active\"}");
    if (!keys.containsKey(isp)) {
      keys.put(
          isp,
          send("POST", ingestUrl() + "/v1/isps/" + isp + "/keys", authorityKey, "")
              .body()
              .get("key")
              .asText());
    }
  }

  /** Takes an ISP's key away. Key ids are the second part of a key. */
  void revoke(String isp) throws IOException, InterruptedException {
    String keyId = keyOf(isp).split("_", 3)[1];
    Reply reply =
        send("DELETE", ingestUrl() + "/v1/isps/" + isp + "/keys/" + keyId, authorityKey, null);
    if (reply.status() / 100 != 2) {
      throw new AssertionError(isp + ": " + reply);
    }
  }

  /** Publishes as the authority, and waits until it holds. */
  void put(String path, String body) throws IOException, InterruptedException {
    Reply reply = send("PUT", ingestUrl() + path + "?wait=applied", authorityKey, body);
    if (reply.status() != 200) {
      throw new AssertionError(path + ": " + reply);
    }
  }

  /**
   * Publishes as an ISP, and waits until it holds.
   *
   * @param body JSON, in which ' may stand for "
   */
  void accepted(String isp, String path, String body) throws IOException, InterruptedException {
    Reply reply = putAs(isp, path, body.replace('\'', '"'));
    if (reply.status() != 200) {
      throw new AssertionError(path + ": " + reply);
    }
  }

  /** Publishes as an ISP. */
  Reply putAs(String isp, String path, String body) throws IOException, InterruptedException {
    return send("PUT", ingestUrl() + path + "?wait=applied", keyOf(isp), body);
  }

  /** Asks as an ISP's gateway. */
  Reply route(String asking, String numberAndQuery) throws IOException, InterruptedException {
    return send("GET", edgeUrl() + "/v1/routes/" + numberAndQuery, keyOf(asking), null);
  }

  /**
   * Asks until the answer satisfies the condition: ingest and edge meet at the router some
   * milliseconds later.
   */
  Reply routeUntil(String asking, String numberAndQuery, Predicate<Reply> condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    Reply reply = route(asking, numberAndQuery);
    while (!condition.test(reply)) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(numberAndQuery + ": " + reply);
      }
      reply = route(asking, numberAndQuery);
    }
    return reply;
  }

  Reply explain(String asking, String number) throws IOException, InterruptedException {
    return send("GET", edgeUrl() + "/v1/explain/" + number, keyOf(asking), null);
  }

  /** Asks with any key. */
  Reply routeWithKey(String key, String number) throws IOException, InterruptedException {
    return send("GET", edgeUrl() + "/v1/routes/" + number, key, null);
  }

  /** Ends every role as an operator would; they must end by themselves. */
  List<Integer> stop() throws InterruptedException {
    List<Integer> codes = new ArrayList<>();
    for (Role role : roles().toList()) {
      codes.add(role.stop());
    }
    return codes;
  }

  @Override
  public void close() {
    roles().forEach(Role::close);
    broker.close();
  }

  /** An ISP's API key. */
  String keyOf(String isp) {
    return Objects.requireNonNull(keys.get(isp), isp);
  }

  private Reply send(String method, String url, String key, @Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest.BodyPublisher publisher =
        body == null
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .method(method, publisher)
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    return new Reply(
        response.statusCode(),
        response.body().isEmpty() ? JSON.createObjectNode() : JSON.readTree(response.body()));
  }

  private static List<String> of(String role, List<String> common, List<String> settings) {
    return Stream.concat(
            common.stream(), settings.stream().filter(setting -> setting.startsWith(role + ".")))
        .toList();
  }

  private static List<String> with(List<String> common, String... more) {
    return Stream.concat(common.stream(), Stream.of(more)).toList();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
