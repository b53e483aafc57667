package io.numroute.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A reverse proxy that others wrote, in front of one port, with connections to it that all clients
 * share. As lenient as it can be told to be, so that what an attacker sends gets through. It marks
 * each request that it passes on with a field {@value #MARK}.
 */
final class Proxy implements AutoCloseable {
  static final String MARK = "X-Hop";

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final int port;
  private final Process process;

  private Proxy(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /** Skips the tests where it is not installed; with CI=true they fail. */
  static void require(String command) {
    boolean installed =
        Stream.of("/usr/sbin", "/usr/bin")
            .anyMatch(dir -> Files.isExecutable(Path.of(dir, command)));
    if (!installed && "true".equals(System.getenv("CI"))) {
      throw new AssertionError(command + " is not installed, and .ci/run must install it");
    }
    Assumptions.assumeTrue(installed, command + " is not installed");
  }

  static Proxy nginx(Path folder, int upstream) throws IOException, InterruptedException {
    int port = freePort();
    Path config =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            daemon off;
            worker_processes 1;
            pid nginx.pid;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path body;
              proxy_temp_path proxy;
              fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi;
              scgi_temp_path scgi;
              ignore_invalid_headers off;
              underscores_in_headers on;
              upstream door { server 127.0.0.1:%d; keepalive 1; }
              server {
                listen 127.0.0.1:%d;
                merge_slashes off;
                location / {
                  proxy_pass http://door;
                  proxy_http_version 1.1;
                  proxy_request_buffering off;
                  proxy_set_header Connection "";
                  proxy_set_header Host $http_host;
                  proxy_set_header X-Hop $request_id;
                }
              }
            }
            """
                .formatted(upstream, port));
    return start(
        folder,
        port,
        List.of("/usr/sbin/nginx", "-p", folder.toString(), "-e", "stderr", "-c", "" + config));
  }

  static Proxy haproxy(Path folder, int upstream) throws IOException, InterruptedException {
    int port = freePort();
    Path config =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            """
            global
              nbthread 1
            defaults
              mode http
              timeout connect 2s
              timeout client 10s
              timeout server 10s
              option http-keep-alive
              http-reuse always
            frontend clients
              bind 127.0.0.1:%d
              option accept-invalid-http-request
              http-request set-header X-Hop %%[uuid()]
              default_backend door
            backend door
              server door 127.0.0.1:%d pool-max-conn 1
            """
                .formatted(port, upstream));
    return start(folder, port, List.of("/usr/sbin/haproxy", "-db", "-f", "" + config));
  }

  private static Proxy start(Path folder, int port, List<String> command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("proxy.out").toFile())
            .start();
    Proxy proxy = new Proxy(port, process);
    long giveUpNs = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try (Socket ready = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return proxy;
      } catch (ConnectException e) {
        if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > giveUpNs) {
          proxy.close();
          throw new IOException(Files.readString(folder.resolve("proxy.out")), e);
        }
      }
    }
  }

  int port() {
    return port;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
    }
  }
}
