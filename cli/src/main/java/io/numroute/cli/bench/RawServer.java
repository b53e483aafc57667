package io.numroute.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.RequestExecutorProvider;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;

/**
 * The limit that a lookup is held against: Grizzly with nothing behind it. Answers every request
 * from the I/O thread with the same bytes and header lines.
 */
public final class RawServer implements AutoCloseable {
  private final HttpServer server = new HttpServer();
  private final NetworkListener listener;

  RawServer(String contentType, Map<String, String> headers, byte[] body) throws IOException {
    listener = new NetworkListener("raw", "127.0.0.1", 0);
    listener.getTransport().setIOStrategy(SameThreadIOStrategy.getInstance());
    listener.getTransport().setTcpNoDelay(true);
    listener.getKeepAlive().setMaxRequestsCount(-1);
    listener.getKeepAlive().setIdleTimeoutInSeconds(-1);
    server.addListener(listener);
    server.getServerConfiguration().addHttpHandler(new Constant(contentType, headers, body), "/");
    server.start();
  }

  int port() {
    return listener.getPort();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /**
   * A process of its own.
   *
   * @param args a file with the body, its content type, and {@code Name: value} of other headers
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header : List.of(args).subList(2, args.length)) {
      int colon = header.indexOf(':');
      headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
    }
    RawServer server = new RawServer(args[1], headers, Files.readAllBytes(Path.of(args[0])));
    System.out.println("ready " + server.port());
    // Grizzly's threads alone keep no JVM alive.
    new CountDownLatch(1).await();
  }

  /** Says the same to everybody. */
  private static final class Constant extends HttpHandler {
    private final String contentType;
    private final Map<String, String> headers;
    private final byte[] body;

    Constant(String contentType, Map<String, String> headers, byte[] body) {
      this.contentType = contentType;
      this.headers = headers;
      this.body = body;
    }

    @Override
    public RequestExecutorProvider getRequestExecutorProvider() {
      return new RequestExecutorProvider.SameThreadProvider();
    }

    @Override
    public void service(Request request, Response response) throws IOException {
      response.setContentType(contentType);
      headers.forEach(response::setHeader);
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
    }
  }
}
