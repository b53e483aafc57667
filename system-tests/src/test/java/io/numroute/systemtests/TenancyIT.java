package io.numroute.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.numroute.systemtests.TenancyModel.State;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Four ISPs and the authority, all at once, at random: each tries what is its own, what is
 * another's and what is nobody's, one by one, in bulk, by ranges, again under the same
 * Idempotency-Key, under the key of somebody else, with what it once read, and around the door into
 * the commands topics. Then the logs are read as a foreign consumer does, and {@link TenancyModel}
 * decides each command a second time. Every command in the logs must have been asked for by the one
 * it names, every one that was acknowledged must be there, each must have become what the model
 * says and what its author was told, and each router must know what the model knows in the end.
 *
 * <p>{@code -Dtenancy.operations=N -Dtenancy.seed=S}: how many, and which; the seed is printed.
 */
@Tag("heavy")
class TenancyIT {
  private static final int OPERATIONS = Integer.getInteger("tenancy.operations", 100_000);
  private static final long SEED = Long.getLong("tenancy.seed", System.nanoTime());
  private static final int WORKERS = 8;
  private static final List<String> ISPS = List.of("t1", "t2", "t3", "t4");
  private static final String STRANGER = "t9";
  private static final int REMEMBERED = 64;

  @TempDir private Path folder;
  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Map<String, String> keys = new ConcurrentHashMap<>();
  private final TenancyLog.Journal journal = new TenancyLog.Journal();
  private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
  private final AtomicLong operations = new AtomicLong();
  private String ingest = "";

  /** A request as it was sent, and the id of its command; null when it made none. */
  private record Request(
      String actor,
      String method,
      String path,
      String body,
      String what,
      @Nullable String idempotencyKey,
      @Nullable String commandId) {}

  /** A port that somebody asked for. */
  private record KnownPort(String number, String id) {}

  @Test
  void nobodyTouchesWhatIsAnothers() throws Exception {
    System.out.println("TenancyIT: -Dtenancy.operations=" + OPERATIONS + " -Dtenancy.seed=" + SEED);
    List<String> unlimited =
        List.of("ingest.quota.reads=0", "ingest.quota.writes=0", "edge.quota.misses=0");
    try (Fleet fleet = new Fleet(folder, 2, unlimited, "-XX:TieredStopAtLevel=1")) {
      ingest = fleet.ingestUrl();
      keys.put(TenancyModel.AUTHORITY, fleet.authorityKey());
      for (String isp : ISPS) {
        fleet.admit(isp);
        keys.put("isp:" + isp, fleet.keyOf(isp));
        call(
            put(
                TenancyModel.AUTHORITY,
                "gateways/" + isp + "/base",
                "{'host':'192.0.2.1','port':5060}",
                "PUT gateway " + isp + "/base 5060"),
            Map.of());
      }
      for (int i = 0; i < ISPS.size(); i++) {
        call(putBlock(TenancyModel.AUTHORITY, "44" + i, ISPS.get(i)), Map.of());
      }
      long begun = System.nanoTime();
      work(fleet);
      double seconds = (System.nanoTime() - begun) / 1e9;
      System.out.printf(
          "TenancyIT: %d operations in %.0f s, answered %s%n",
          operations.get(), seconds, new TreeMap<>(answers));

      TenancyModel model = new TenancyModel(Set.copyOf(ISPS));
      TenancyLog.Checked checked = new TenancyLog(fleet.bootstrapServers(), journal).check(model);
      System.out.println("TenancyIT: " + checked);
      assertThat(checked.differences()).isEmpty();
      assertThat(checked.accepted()).as("something was done").isGreaterThan(OPERATIONS / 20);
      compareDirectory(model);
      compareNumbers(fleet, model);
    }
  }

  private void work(Fleet fleet) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
    try (TenancyLog.Intruder intruder =
        new TenancyLog.Intruder(fleet.bootstrapServers(), journal)) {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        Random random = new Random(SEED + i);
        Worker worker = new Worker(random, intruder);
        workers.add(
            threads.submit(
                () -> {
                  while (operations.get() < OPERATIONS) {
                    worker.operate();
                  }
                  return null;
                }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** One caller after the other, at random. One thread. */
  private final class Worker {
    private final Random random;
    private final TenancyLog.Intruder intruder;
    private final List<Request> recent = new ArrayList<>();
    private final List<KnownPort> ports = new ArrayList<>();

    Worker(Random random, TenancyLog.Intruder intruder) {
      this.random = random;
      this.intruder = intruder;
    }

    void operate() throws Exception {
      int dice = random.nextInt(100);
      if (dice < 4) {
        replay();
      } else if (dice < 12) {
        bulk();
      } else if (dice < 15) {
        range();
      } else if (dice < 18) {
        intrude();
      } else {
        one();
      }
    }

    private void one() throws Exception {
      operations.incrementAndGet();
      Request request = random();
      Map<String, String> headers = Map.of();
      int dice = random.nextInt(10);
      if (dice == 0) {
        headers = Map.of("If-None-Match", "*");
      } else if (dice == 1) {
        headers = Map.of("If-Match", "*");
      } else if (dice == 2 && !recent.isEmpty()) {
        String id = pick(recent).commandId;
        headers = id == null ? headers : Map.of("If-Match", '"' + id + '"');
      } else if (dice == 3) {
        String tag = tag(request);
        headers = tag == null ? headers : Map.of("If-Match", tag);
      }
      call(request, headers);
    }

    private Request random() {
      String actor = actor();
      String number = number();
      return switch (random.nextInt(20)) {
        case 0, 1 -> putBlock(actor, block(), isp());
        case 2 -> request(actor, "DELETE", "blocks/" + block());
        case 3 -> putGateway(actor, isp(), "gw" + random.nextInt(3), 5061 + random.nextInt(100));
        case 4 -> request(actor, "DELETE", "gateways/" + isp() + "/gw" + random.nextInt(3));
        case 5, 6, 7, 8, 9 -> assign(actor, number, random.nextBoolean() ? own(actor) : isp());
        case 10, 11, 12 -> request(actor, "DELETE", "numbers/" + number);
        case 13 -> request(actor, "PUT", "numbers/" + number + "/lock");
        case 14 -> request(actor, "DELETE", "numbers/" + number + "/lock");
        case 15, 16 -> {
          String to = random.nextInt(4) == 0 ? isp() : own(actor);
          yield new Request(
              actor,
              "POST",
              "ports",
              "{'number':'+" + number + "','to':'" + to + "'}",
              "REQUEST_PORT +" + number + " " + to,
              null,
              null);
        }
        default -> ports.isEmpty() ? assign(actor, number, own(actor)) : movePort(actor);
      };
    }

    private Request movePort(String actor) {
      KnownPort port = ports.get(ports.size() - 1 - random.nextInt(Math.min(ports.size(), 20)));
      String move = List.of("confirm", "reject", "cancel", "reverse").get(random.nextInt(4));
      String offset = port.id.substring(port.id.lastIndexOf('.') + 1);
      return new Request(
          actor,
          "POST",
          "ports/" + port.id + "/" + move,
          "",
          move.toUpperCase(Locale.ROOT) + "_PORT +" + port.number + " " + offset,
          null,
          null);
    }

    /** The same once more, or something else under its Idempotency-Key, by anybody. */
    private void replay() throws Exception {
      operations.incrementAndGet();
      Request first = random();
      String key = "key-" + random.nextInt(50) + "-" + random.nextInt();
      Request named = named(first, key);
      String id = call(named, Map.of());
      if (random.nextBoolean()) {
        operations.incrementAndGet();
        String again = call(named, Map.of());
        if (id != null) {
          assertThat(again).as("%s", named).isEqualTo(id);
        }
      }
      Request theirs = named(random(), key);
      if (!theirs.actor.equals(first.actor)) {
        operations.incrementAndGet();
        String other = call(theirs, Map.of());
        assertThat(other)
            .as("%s after %s", theirs, named)
            .satisfiesAnyOf(o -> assertThat(o).isNull(), o -> assertThat(o).isNotEqualTo(id));
      }
    }

    private static Request named(Request request, String key) {
      return new Request(
          request.actor, request.method, request.path, request.body, request.what, key, null);
    }

    /** Lines about numbers and blocks of anybody. */
    private void bulk() throws Exception {
      String actor = actor();
      int lines = 1 + random.nextInt(150);
      StringBuilder body = new StringBuilder();
      List<String> whats = new ArrayList<>();
      for (int i = 0; i < lines; i++) {
        String number = number();
        String isp = isp();
        if (random.nextInt(6) == 0) {
          String prefix = block();
          body.append("{\"block\":{\"prefix\":\"" + prefix + "\",\"holder\":\"" + isp + "\"}}\n");
          whats.add("PUT block " + prefix + " " + isp + " 0");
        } else if (random.nextInt(4) == 0) {
          body.append("{\"number\":{\"number\":\"+" + number + "\",\"delete\":true}}\n");
          whats.add("WITHDRAW +" + number);
        } else {
          body.append(
              "{\"number\":{\"number\":\"+" + number + "\",\"servingIsp\":\"" + isp + "\"}}\n");
          whats.add("ASSIGN +" + number + " " + isp);
        }
      }
      operations.addAndGet(lines);
      importing(actor, "application/x-ndjson", body.toString(), whats, lines);
    }

    /** A range that reaches over blocks of others. */
    private void range() throws Exception {
      String actor = actor();
      String isp = isp();
      String root = "44" + random.nextInt(5);
      int first = random.nextInt(9);
      int last = first + 1 + random.nextInt(9 - first);
      List<String> whats =
          first == 0 && last == 9
              ? List.of("PUT block " + root + " " + isp + " 6")
              : IntStream.rangeClosed(first, last)
                  .mapToObj(digit -> "PUT block " + root + digit + " " + isp + " 6")
                  .toList();
      operations.addAndGet(whats.size());
      String csv = "from,to,isp\n+" + root + first + "00,+" + root + last + "99," + isp + "\n";
      importing(actor, "text/csv", csv, whats, 1);
    }

    private void importing(String actor, String type, String body, List<String> whats, int lines)
        throws Exception {
      HttpRequest request =
          builder(actor, "imports?wait=applied", Map.of("Content-Type", type))
              .POST(BodyPublishers.ofString(body))
              .build();
      var response = http.send(request, BodyHandlers.ofByteArray());
      JsonNode told = json.readTree(response.body());
      if (response.statusCode() == 429) {
        count("429 imports");
        return;
      }
      assertThat(response.statusCode()).as("%s", told).isEqualTo(200);
      assertThat(told.path("undecided").asInt()).as("%s", told).isZero();
      int accepted = told.path("accepted").asInt();
      assertThat(accepted + told.path("refused").asInt()).as("%s", told).isEqualTo(lines);
      boolean[] refused = new boolean[lines + 2];
      for (JsonNode error : told.path("errors")) {
        assertThat(error.has("column")).as("the rules refuse, not the reader: %s", error).isFalse();
        refused[error.path("line").asInt()] = true;
      }
      boolean perLine = !type.equals("text/csv"); // a range is several commands
      for (int i = 0; i < whats.size(); i++) {
        journal.imported(actor, whats.get(i), perLine ? !refused[i + 1] : null);
      }
      count("200 imports");
    }

    /** Straight into the topics, as whoever runs an ingest could. */
    private void intrude() throws Exception {
      operations.incrementAndGet();
      intruder.write(random, actor(), number(), block(), isp());
    }

    private @Nullable String call(Request request, Map<String, String> headers) throws Exception {
      String id = TenancyIT.this.call(request, headers);
      if (id != null) {
        if (request.path.equals("ports")) {
          ports.add(new KnownPort(numberOf(request.what), id));
        }
        recent.add(
            new Request(
                request.actor,
                request.method,
                request.path,
                request.body,
                request.what,
                request.idempotencyKey,
                id));
        if (recent.size() > REMEMBERED) {
          recent.remove(0);
        }
      }
      return id;
    }

    private <T> T pick(List<T> from) {
      return from.get(random.nextInt(from.size()));
    }

    private String actor() {
      return random.nextInt(12) == 0 ? TenancyModel.AUTHORITY : "isp:" + pick(ISPS);
    }

    private String isp() {
      return random.nextInt(40) == 0 ? STRANGER : pick(ISPS);
    }

    private String own(String actor) {
      return actor.equals(TenancyModel.AUTHORITY) ? isp() : actor.substring(4);
    }

    /** Of four roots with an owner and one without. */
    private String number() {
      return "44" + random.nextInt(5) + (10 * random.nextInt(10) + 100 + random.nextInt(3));
    }

    private String block() {
      return random.nextInt(8) == 0
          ? "44" + random.nextInt(5)
          : "44"
              + random.nextInt(5)
              + random.nextInt(2)
              + (random.nextInt(3) == 0 ? random.nextInt(10) : "");
    }
  }

  // ------------------------------------------------------------------ requests

  private static Request put(String actor, String path, String body, String what) {
    return new Request(actor, "PUT", path, body, what, null, null);
  }

  private static Request putBlock(String actor, String prefix, String holder) {
    String body = "{'holder':'" + holder + "'}";
    return put(actor, "blocks/" + prefix, body, "PUT block " + prefix + " " + holder + " 0");
  }

  private static Request putGateway(String actor, String isp, String name, int port) {
    String body = "{'host':'192.0.2.1','port':" + port + "}";
    String what = "PUT gateway " + isp + "/" + name + " " + port;
    return put(actor, "gateways/" + isp + "/" + name, body, what);
  }

  private static Request assign(String actor, String number, String isp) {
    String body = "{'servingIsp':'" + isp + "'}";
    return put(actor, "numbers/" + number, body, "ASSIGN +" + number + " " + isp);
  }

  /** Of {@code REQUEST_PORT +44... t1}. */
  private static String numberOf(String what) {
    return what.substring(what.indexOf('+') + 1, what.lastIndexOf(' '));
  }

  private static Request request(String actor, String method, String path) {
    List<String> words = List.of(path.split("/", -1));
    String what =
        switch (words.get(0)) {
          case "numbers" ->
              (words.size() == 3 ? (method.equals("PUT") ? "LOCK" : "UNLOCK") : "WITHDRAW")
                  + " +"
                  + words.get(1);
          case "blocks" -> "DELETE block " + words.get(1);
          default -> "DELETE gateway " + words.get(1) + "/" + words.get(2);
        };
    return new Request(actor, method, path, "", what, null, null);
  }

  /** The id of the command that it made, or null when the door turned it away. */
  private @Nullable String call(Request request, Map<String, String> headers) throws Exception {
    HttpRequest.Builder builder = builder(request.actor, request.path + "?wait=applied", headers);
    builder.header("Content-Type", "application/json");
    if (request.idempotencyKey != null) {
      builder.header("Idempotency-Key", request.idempotencyKey);
    }
    builder.method(request.method, BodyPublishers.ofString(request.body.replace('\'', '"')));
    var response = http.send(builder.build(), BodyHandlers.ofByteArray());
    int status = response.statusCode();
    JsonNode body = json.readTree(response.body());
    String id = body.path("commandId").asText(null);
    count(status + (id == null ? " at the door" : ""));
    if (id == null) {
      assertThat(status).as("%s: %s", request, body).isIn(403, 404, 412);
      return null;
    }
    assertThat(status).as("%s: %s", request, body).isIn(200, 202, 409, 412);
    String told =
        status == 200 ? TenancyModel.ACCEPTED : status == 202 ? null : body.path("code").asText();
    journal.acknowledged(id, request.actor, request.what, told);
    return id;
  }

  private @Nullable String tag(Request request) throws Exception {
    HttpRequest read = builder(TenancyModel.AUTHORITY, request.path, Map.of()).GET().build();
    return http.send(read, BodyHandlers.discarding()).headers().firstValue("ETag").orElse(null);
  }

  private HttpRequest.Builder builder(String actor, String path, Map<String, String> headers) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(ingest + "/v1/" + path))
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer " + keys.get(actor));
    headers.forEach(builder::header);
    return builder;
  }

  private void count(String answer) {
    answers.computeIfAbsent(answer, a -> new LongAdder()).increment();
  }

  // ------------------------------------------------------------------ the end

  private JsonNode read(String path) throws Exception {
    HttpRequest read = builder(TenancyModel.AUTHORITY, path, Map.of()).GET().build();
    var response = http.send(read, BodyHandlers.ofByteArray());
    return response.statusCode() == 404 ? json.missingNode() : json.readTree(response.body());
  }

  private void compareDirectory(TenancyModel model) throws Exception {
    State state = model.newest();
    for (int root = 0; root < 5; root++) {
      for (int rest = -1; rest < 110; rest++) {
        String prefix =
            "44" + root + (rest < 0 ? "" : rest < 10 ? "" + rest : "%02d".formatted(rest - 10));
        TenancyModel.Block block = state.blocks().get(prefix);
        JsonNode known = read("blocks/" + prefix);
        assertThat(known.path("holder").asText(null))
            .as("block %s", prefix)
            .isEqualTo(block == null ? null : block.holder());
        assertThat(known.path("givenBy").asText(null))
            .as("block %s", prefix)
            .isEqualTo(block == null ? null : block.givenBy());
      }
    }
    for (String isp : ISPS) {
      Map<String, Integer> known = new TreeMap<>();
      read("gateways/" + isp)
          .path("gateways")
          .forEach(gateway -> known.put(gateway.path("id").asText(), gateway.path("port").asInt()));
      Map<String, Integer> expected = new TreeMap<>();
      state
          .gateways()
          .forEach(
              (name, gateway) -> {
                if (name.startsWith(isp + "/")) {
                  expected.put(name, gateway.port());
                }
              });
      assertThat(known).isEqualTo(expected);
    }
  }

  /** By what the ingest shows, and by where each router sends a call. */
  private void compareNumbers(Fleet fleet, TenancyModel model) throws Exception {
    for (int root = 0; root < 5; root++) {
      for (int rest = 100; rest < 200; rest++) {
        String number = "44" + root + rest;
        TenancyModel.Numbered numbered = model.number(number);
        TenancyModel.Given given = numbered.given();
        assertThat(read("numbers/" + number).path("servingIsp").asText(null))
            .as(number)
            .isEqualTo(given == null ? null : given.isp());
        assertThat(read("numbers/" + number + "/lock").path("locked").asBoolean())
            .as(number)
            .isEqualTo(numbered.locked());
        String serving = model.serving(model.newest(), number);
        for (String edge : fleet.edgeUrls()) {
          awaitServing(edge, number, serving);
        }
      }
    }
  }

  private void awaitServing(String edge, String number, @Nullable String serving) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (true) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(edge + "/v1/routes/" + number))
              .header("Authorization", "Bearer " + keys.get("isp:t1"))
              .build();
      JsonNode answer = json.readTree(http.send(request, BodyHandlers.ofByteArray()).body());
      String told = answer.path("servingIsp").asText(null);
      if (Objects.equals(told, serving)) {
        return;
      } else if (System.nanoTime() > deadline) {
        throw new AssertionError(edge + " of " + number + ": " + answer + ", not " + serving);
      }
    }
  }
}
