package io.numroute.webhooks;

import io.numroute.webhooks.Attempted.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Posts a body to a receiver that is not trusted, on a connection of its own, and tells the status.
 *
 * <p>The name is resolved once, and what is connected to is one of the addresses that the rule
 * permits. No redirect is followed and no proxy asked. Of the response nothing but the head is
 * read, 16 KiB at most; when the time is over the socket is closed, whatever it is about. Blocking;
 * any number of threads may use it.
 */
final class HttpPost implements AutoCloseable {
  /** As long as ten seconds allow; the others are for another attempt. */
  private static final int ADDRESSES = 3;

  private final Resolver resolver;
  private final AddressRule rule;
  private final SSLSocketFactory tls;
  private final Limits limits;
  private final ScheduledExecutorService timer;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Finds the addresses of a host. */
  interface Resolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /**
   * How long to wait.
   *
   * @param connect for a connection to one address
   * @param whole from the first address on to the end of the response's head
   */
  record Limits(Duration connect, Duration whole) {
    static final Limits DEFAULT = new Limits(Duration.ofSeconds(3), Duration.ofSeconds(10));
  }

  /**
   * @param timer closes the sockets of those who are too slow; stays the caller's
   */
  HttpPost(
      Resolver resolver,
      AddressRule rule,
      SSLSocketFactory tls,
      Limits limits,
      ScheduledExecutorService timer) {
    this.resolver = resolver;
    this.rule = rule;
    this.tls = tls;
    this.limits = limits;
    this.timer = timer;
  }

  /**
   * Sends one request.
   *
   * @param headers further ones; neither names nor values may hold line breaks
   */
  Attempted send(Receiver to, Map<String, String> headers, byte[] json) {
    if (!to.isTls() && rule == AddressRule.PUBLIC) {
      return Attempted.failed(Failure.ADDRESS_REFUSED);
    }
    List<InetAddress> permitted;
    try {
      permitted = Arrays.stream(resolver.resolve(to.host())).filter(rule::permits).toList();
    } catch (UnknownHostException e) {
      return Attempted.failed(Failure.UNKNOWN_HOST);
    }
    if (permitted.isEmpty()) {
      return Attempted.failed(Failure.ADDRESS_REFUSED);
    }
    long endNs = System.nanoTime() + limits.whole.toNanos();
    for (InetAddress address : permitted.subList(0, Math.min(ADDRESSES, permitted.size()))) {
      try (Socket socket = new Socket()) {
        sockets.add(socket);
        if (connect(socket, new InetSocketAddress(address, to.port()), endNs)) {
          return converse(socket, to, request(to, headers, json), endNs);
        }
      } catch (IOException e) {
        return Attempted.failed(Failure.BROKEN);
      } finally {
        sockets.removeIf(Socket::isClosed);
      }
    }
    return Attempted.failed(Failure.CONNECT_FAILED);
  }

  private boolean connect(Socket socket, InetSocketAddress address, long endNs) {
    long leftMs = Math.min(limits.connect.toMillis(), (endNs - System.nanoTime()) / 1_000_000);
    if (leftMs <= 0 || closed) {
      return false;
    }
    try {
      socket.connect(address, (int) leftMs);
      socket.setTcpNoDelay(true);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Attempted converse(Socket socket, Receiver to, byte[] request, long endNs) {
    Future<?> end =
        timer.schedule(() -> close(socket), endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
    try (Socket open = to.isTls() ? handshake(socket, to) : socket) {
      OutputStream out = open.getOutputStream();
      out.write(request);
      out.flush();
      Attempted answered = ResponseHead.read(open.getInputStream());
      return answered == null ? Attempted.failed(Failure.NOT_HTTP) : answered;
    } catch (IOException e) {
      if (System.nanoTime() >= endNs) {
        return Attempted.failed(Failure.TIMEOUT);
      }
      return Attempted.failed(e instanceof SSLException ? Failure.TLS_FAILED : Failure.BROKEN);
    } finally {
      end.cancel(false);
    }
  }

  /** Names the host to the server, and holds its certificate against that name. */
  private SSLSocket handshake(Socket socket, Receiver to) throws IOException {
    SSLSocket secured = (SSLSocket) tls.createSocket(socket, to.host(), to.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private static byte[] request(Receiver to, Map<String, String> headers, byte[] json) {
    StringBuilder head = new StringBuilder("POST ").append(to.target()).append(" HTTP/1.1\r\n");
    header(head, "Host", to.authority());
    header(head, "Connection", "close");
    header(head, "User-Agent", "Numroute-Webhooks");
    header(head, "Content-Type", "application/json");
    header(head, "Content-Length", Integer.toString(json.length));
    headers.forEach((name, value) -> header(head, name, value));
    head.append("\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream(head.length() + json.length);
    request.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(json);
    return request.toByteArray();
  }

  private static void header(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Nothing can be read from it any more, which is all that is wanted.
    }
  }

  /** Breaks off what is under way; nothing is sent any more. */
  @Override
  public void close() {
    closed = true;
    sockets.forEach(HttpPost::close);
  }
}
