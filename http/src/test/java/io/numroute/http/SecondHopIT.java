package io.numroute.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.jersey.server.ResourceConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The abuse of {@link HttpAbuseTest} through a second hop: an attacker and innocent clients share a
 * proxy, and the proxy's connections to the door. Desynchronised is a request that arrives without
 * the proxy's mark, since nobody sent it as one, and an innocent client that gets another's answer.
 */
@Tag("heavy")
class SecondHopIT {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final int ATTACKER_WAITS_MS = 150;

  /** Sent after each abuse, one after the other. */
  private static final int INNOCENT = 3;

  @TempDir java.nio.file.Path folder;
  private final ConcurrentLinkedQueue<String> unmarked = new ConcurrentLinkedQueue<>();
  private final Set<Integer> connections = ConcurrentHashMap.newKeySet();
  private final AtomicInteger arrived = new AtomicInteger();
  private int innocent;
  private int answered;

  @Path("/echo")
  public static final class Echo {
    @POST
    @Produces("text/plain")
    public String echo(String body) {
      return "echo:" + body;
    }
  }

  @Path("/numbers/{number}")
  public static final class Numbers {
    @GET
    public String get(@PathParam("number") String number) {
      return "number";
    }
  }

  /** What comes to Jersey, whether there is such a resource or not. */
  @PreMatching
  final class Others implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      arrived(request.getHeaderString(Proxy.MARK), request.getUriInfo().getPath(), -1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nginx", "haproxy"})
  void nobodyIsDesynchronised(String name) throws Exception {
    Proxy.require(name);
    HttpHandler canary =
        new HttpHandler() {
          @Override
          public void service(Request request, Response response) throws IOException {
            arrived(
                request.getHeader(Proxy.MARK), request.getRequestURI(), request.getRemotePort());
            byte[] body = ("canary:" + request.getQueryString()).getBytes(StandardCharsets.UTF_8);
            response.setContentType("text/plain");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
          }
        };
    ResourceConfig application =
        new ResourceConfig().registerInstances(new Echo(), new Numbers(), new Others());
    List<HttpAbuseTest.Case> cases = HttpAbuseTest.refused().toList();
    try (HttpDoor door =
            HttpDoor.at(HttpSettings.at("127.0.0.1", 0))
                .handler("/canary", canary)
                .jersey("", application)
                .open();
        Proxy proxy = proxy(name, door.port())) {
      try (RawClient past = new RawClient(door.port())) {
        past.send(SMUGGLED).answer();
      }
      assertThat(unmarked).as("what comes past the proxy is seen").hasSize(1);
      unmarked.clear();
      for (HttpAbuseTest.Case abuse : cases) {
        attack(proxy, abuse.bytes() + SMUGGLED);
        askInnocently(proxy, abuse.name());
        attack(proxy, canary("attacker") + abuse.bytes() + SMUGGLED);
        askInnocently(proxy, abuse.name());
      }
    }
    System.out.printf(
        "SecondHopIT: %s: %d cases of %d groups, twice each: %d requests arrived, %d without the"
            + " proxy's mark; %d of %d innocent requests answered, each with its own answer%n",
        name,
        cases.size(),
        cases.stream().map(abuse -> abuse.name().split(" ", 2)[0]).distinct().count(),
        arrived.get(),
        unmarked.size(),
        answered,
        innocent);
    assertThat(unmarked).isEmpty();
    assertThat(answered).isEqualTo(innocent);
    assertThat(connections.size())
        .as("connections to the door, which the clients of the proxy share")
        .isLessThan(innocent / 2);
  }

  /** The same, but that the server behind the proxy takes the body of a POST for a request. */
  @ParameterizedTest
  @ValueSource(strings = {"nginx", "haproxy"})
  void aServerThatReadsRequestsOtherwiseWouldBeFound(String name) throws Exception {
    Proxy.require(name);
    try (ServerSocket lenient = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread serving = new Thread(() -> serveWithoutBodies(lenient));
      serving.setDaemon(true);
      serving.start();
      try (Proxy proxy = proxy(name, lenient.getLocalPort())) {
        attack(
            proxy,
            "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: "
                + SMUGGLED.length()
                + "\r\n\r\n"
                + SMUGGLED);
      }
    }
    assertThat(unmarked).contains("/smuggled");
  }

  private void arrived(@Nullable String mark, String path, int port) {
    arrived.incrementAndGet();
    if (mark == null) {
      unmarked.add(path);
    }
    if (port >= 0) {
      connections.add(port);
    }
  }

  private Proxy proxy(String name, int upstream) throws Exception {
    java.nio.file.Path own = Files.createDirectory(folder.resolve(name + upstream));
    return name.equals("nginx") ? Proxy.nginx(own, upstream) : Proxy.haproxy(own, upstream);
  }

  /** Sends it, and listens for a while to whatever comes. */
  private static void attack(Proxy proxy, String bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      socket.setSoTimeout(ATTACKER_WAITS_MS);
      socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[4096];
      while (in.read(buffer) >= 0) {}
    } catch (SocketTimeoutException e) {
      // It waits for more, as the attacker does.
    } catch (IOException e) {
      // It hung up while we were sending.
    }
  }

  private void askInnocently(Proxy proxy, String after) throws IOException {
    for (int i = 0; i < INNOCENT; i++) {
      String own = "innocent" + innocent++;
      try (RawClient client = new RawClient(proxy.port())) {
        RawClient.Answer answer = client.send(canary(own)).answer();
        assertThat(answer.body()).as("after %s: %s", after, answer).isEqualTo("canary:" + own);
        answered++;
      }
    }
  }

  /** Reads heads only. */
  private void serveWithoutBodies(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
          head.append((char) b);
          if (head.toString().endsWith("\r\n\r\n")) {
            String text = head.toString();
            arrived(
                text.toLowerCase(Locale.ROOT).contains(Proxy.MARK.toLowerCase(Locale.ROOT))
                    ? ""
                    : null,
                text.split(" ", 3)[1],
                -1);
            head.setLength(0);
            socket
                .getOutputStream()
                .write(
                    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
          }
        }
      } catch (IOException e) {
        // The next connection.
      }
    }
  }

  private static String canary(String name) {
    return "GET /canary?" + name + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }
}
