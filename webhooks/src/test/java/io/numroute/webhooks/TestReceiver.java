package io.numroute.webhooks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An ISP's receiver: verifies what comes, as the page says, and answers as it is told. Closing it
 * ends it.
 */
final class TestReceiver implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Page page;
  private final SigningKeys keys;
  private final String isp;
  private final List<Taken> taken = new ArrayList<>();
  private volatile Answer answer = n -> 200;
  private int requests;

  /** An event as it came. */
  record Taken(String id, JsonNode json, long atNs) {}

  /** The status for the request of that number, from 1; may wait. */
  interface Answer {
    int status(int request) throws InterruptedException;
  }

  TestReceiver(Page page, SigningKeys keys, String isp) throws IOException {
    this.page = page;
    this.keys = keys;
    this.isp = isp;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    int status = status(exchange.getRequestHeaders(), body);
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }

  private int status(Headers headers, byte[] body) throws IOException {
    String id = headers.getFirst("webhook-id");
    JsonNode json = JSON.readTree(body);
    boolean genuine =
        page.verify(
                keys.published().get(0).key(),
                id,
                headers.getFirst("webhook-timestamp"),
                headers.getFirst("webhook-signature"),
                body,
                System.currentTimeMillis() / 1000)
            && json.path("isp").asText().equals(isp)
            && json.path("id").asText().equals(id);
    if (!genuine) {
      return 401;
    }
    int request;
    synchronized (this) {
      request = ++requests;
    }
    try {
      int status = answer.status(request);
      if (status == 200) {
        synchronized (this) {
          taken.add(new Taken(id, json, System.nanoTime()));
        }
      }
      return status;
    } catch (InterruptedException e) {
      return 503;
    }
  }

  void answer(Answer how) {
    answer = how;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?token=hunter2";
  }

  synchronized int requests() {
    return requests;
  }

  synchronized List<Taken> taken() {
    return List.copyOf(taken);
  }

  synchronized List<String> ids() {
    return taken.stream().map(Taken::id).toList();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
