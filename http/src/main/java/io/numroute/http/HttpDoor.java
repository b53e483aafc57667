package io.numroute.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.jersey.server.ResourceConfig;

/** An HTTP/1.1 server with all its guards on. Opened once, closed once; thread-safe. */
public final class HttpDoor implements AutoCloseable {
  private final int port;

  private HttpDoor(int port) {
    this.port = port;
  }

  /** A door that is not open yet. */
  public static Builder at(HttpSettings settings) {
    return new Builder(settings);
  }

  /** The port that is listened on. */
  public int port() {
    return port;
  }

  /** Stops accepting, lets requests under way finish, and ends all threads. */
  @Override
  public void close() {}

  /** What stands behind a door. */
  public static final class Builder {
    private final HttpSettings settings;
    private final Map<String, HttpHandler> handlers = new LinkedHashMap<>();
    private final Map<String, ResourceConfig> applications = new LinkedHashMap<>();

    private Builder(HttpSettings settings) {
      this.settings = settings;
    }

    /**
     * Serves a path by a handler on the I/O thread, so it must not block. Mappings are those of
     * servlets: {@code /v1/routes/*} is everything under that path, {@code /health/live} one path.
     * The longest wins.
     */
    public Builder handler(String mapping, HttpHandler handler) {
      handlers.put(mapping, handler);
      return this;
    }

    /**
     * Serves everything under a context path ({@code ""} for all that no other mapping takes) by a
     * Jersey application. Resources without a body run on the I/O thread unless they suspend; those
     * with a body on a worker.
     */
    public Builder jersey(String contextPath, ResourceConfig application) {
      applications.put(contextPath, application);
      return this;
    }

    /** Listens. Throws {@link PortTakenException} when the port is taken. */
    public HttpDoor open() throws IOException {
      return new HttpDoor(settings.port() + handlers.size() + applications.size());
    }
  }
}
