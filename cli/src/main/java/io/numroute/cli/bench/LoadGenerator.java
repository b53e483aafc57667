package io.numroute.cli.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * An HTTP/1.1 client that does nothing but load a server: keep-alive connections with one request
 * under way on each, all on the caller's thread. Allocates nothing per request.
 *
 * <p>{@link #saturate} is a closed loop: each connection sends as soon as it has its response.
 * {@link #pace} is an open loop: requests are due at a fixed rate, a late one is sent as soon as a
 * connection is free, and its latency counts from when it was due, so a pause of the server is felt
 * by all requests that fell into it (no coordinated omission). Between due times it polls and
 * yields where there are processors to spare. On a smaller machine it sleeps: that adds about 100
 * us to every latency, for a sleep ends some 60 us late, but polling would take a core from the
 * servers, and with it the tail would show the scheduler and not the server (measured on two cores,
 * p99 of the raw server at 15,000/s: sleeping 0.3 ms, polling 1 to 2 ms).
 *
 * <p>Not thread-safe.
 */
final class LoadGenerator implements AutoCloseable {
  private static final long MAX_LATENCY_NS = Duration.ofSeconds(60).toNanos();

  /** How long after the end a load waits for responses, and for requests that are still due. */
  private static final long GRACE_NS = Duration.ofSeconds(10).toNanos();

  /** From how many processors on one may be spent on polling. */
  private static final int MANY_PROCESSORS = 4;

  private static final long SLEEP_NS = 1_000;

  private final boolean polling = Runtime.getRuntime().availableProcessors() >= MANY_PROCESSORS;
  private final InetSocketAddress server;
  private final RequestPool requests;
  private final Selector selector;
  private final Connection[] connections;
  private final Connection[] idle;

  // Kept, because a method reference at the call would be a new object each time.
  @SuppressWarnings("UnnecessaryLambda")
  private final Consumer<SelectionKey> ready = key -> ((Connection) key.attachment()).ready();

  private final Histogram latencyNs = new Histogram(MAX_LATENCY_NS, 3);
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  private int idleCount;
  private int nextRequest;
  private boolean resend;
  private long responses;
  private long notOk;
  private long reconnects;
  private long cpuAtStartNs;

  /** Connects; throws UncheckedIOException when the server is not there. */
  LoadGenerator(InetSocketAddress server, RequestPool requests, int connections) {
    this.server = server;
    this.requests = requests;
    this.connections = new Connection[connections];
    this.idle = new Connection[connections];
    try {
      selector = Selector.open();
      for (int i = 0; i < connections; i++) {
        this.connections[i] = new Connection();
        idle[idleCount++] = this.connections[i];
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot connect to " + server, e);
    }
  }

  /** Sends as fast as the server answers. */
  Load saturate(Duration duration) {
    long startNs = begin();
    long endNs = startNs + duration.toNanos();
    resend = true;
    while (idleCount > 0) {
      idle[--idleCount].send(System.nanoTime());
    }
    while (System.nanoTime() - endNs < 0) {
      select(100);
    }
    resend = false;
    drain();
    return end(startNs);
  }

  /** Sends each request of the pool once, in order. */
  Load once() {
    long startNs = begin();
    nextRequest = 0;
    int sent = 0;
    while (sent < requests.size()) {
      while (idleCount > 0 && sent < requests.size()) {
        idle[--idleCount].send(System.nanoTime());
        sent++;
      }
      select(100);
    }
    drain();
    return end(startNs);
  }

  /** Sends at a fixed rate, whatever the server does. */
  @SuppressWarnings("ThreadPriorityCheck") // Polling yields; nothing depends on it.
  Load pace(double perSecond, Duration duration) {
    long startNs = begin();
    double intervalNs = 1e9 / perSecond;
    long count = (long) (duration.toNanos() / intervalNs);
    long giveUpNs = startNs + duration.toNanos() + GRACE_NS;
    long due = 0;
    while (due < count) {
      long nowNs = System.nanoTime();
      while (due < count && idleCount > 0) {
        long dueNs = startNs + (long) (due * intervalNs);
        if (dueNs - nowNs > 0) {
          break;
        }
        idle[--idleCount].send(dueNs);
        due++;
      }
      if (poll() == 0) {
        if (polling) {
          Thread.yield();
        } else {
          LockSupport.parkNanos(SLEEP_NS);
        }
      }
      if (nowNs - giveUpNs > 0) {
        throw new IllegalStateException(
            "the server cannot keep up with " + Math.round(perSecond) + " requests/s");
      }
    }
    drain();
    return end(startNs);
  }

  private long begin() {
    responses = 0;
    notOk = 0;
    reconnects = 0;
    latencyNs.reset();
    cpuAtStartNs = threads.getCurrentThreadCpuTime();
    return System.nanoTime();
  }

  private Load end(long startNs) {
    return new Load(
        responses,
        notOk,
        reconnects,
        System.nanoTime() - startNs,
        threads.getCurrentThreadCpuTime() - cpuAtStartNs,
        latencyNs.copy());
  }

  private void drain() {
    long giveUpNs = System.nanoTime() + GRACE_NS;
    while (idleCount < connections.length) {
      select(100);
      if (System.nanoTime() - giveUpNs > 0) {
        throw new IllegalStateException("no response within " + GRACE_NS / 1_000_000 + " ms");
      }
    }
  }

  private void select(long timeoutMs) {
    try {
      selector.select(ready, timeoutMs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int poll() {
    try {
      return selector.selectNow(ready);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      for (Connection connection : connections) {
        connection.channel.close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection, with at most one request under way. */
  private final class Connection {
    private final ByteBuffer out = requests.view();
    private final ByteBuffer in = ByteBuffer.allocateDirect(ResponseReader.BUFFER_BYTES);
    private ResponseReader reader = new ResponseReader();
    private SocketChannel channel;
    private SelectionKey key;
    private int request;
    private long sinceNs;

    Connection() throws IOException {
      channel = SocketChannel.open(server);
      key = register();
    }

    private SelectionKey register() throws IOException {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      return channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send(long sinceNs) {
      this.sinceNs = sinceNs;
      request = nextRequest;
      nextRequest = request + 1 == requests.size() ? 0 : request + 1;
      requests.aim(out, request);
      try {
        write();
      } catch (IOException e) {
        reconnect(e);
      }
    }

    private void write() throws IOException {
      channel.write(out);
      if (out.hasRemaining()) {
        key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
      }
    }

    void ready() {
      try {
        if (out.hasRemaining()) {
          write();
          if (!out.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ);
          }
          return;
        }
        int read = channel.read(in);
        if (read < 0) {
          reconnect(new IOException("closed by the server"));
        } else if (read > 0 && reader.accept(in)) {
          complete();
        }
      } catch (IOException e) {
        reconnect(e);
      }
    }

    private void complete() {
      long nowNs = System.nanoTime();
      latencyNs.recordValue(Math.min(nowNs - sinceNs, MAX_LATENCY_NS));
      responses++;
      if (reader.status() != 200) {
        notOk++;
      }
      if (resend) {
        send(nowNs);
      } else {
        idle[idleCount++] = this;
      }
    }

    /** Opens a new connection and sends there what has no response yet; the clock runs on. */
    private void reconnect(IOException cause) {
      reconnects++;
      try {
        channel.close();
        channel = SocketChannel.open(server);
        key = register();
        reader = new ResponseReader();
        in.clear();
        boolean isIdle = false;
        for (int i = 0; i < idleCount; i++) {
          isIdle |= idle[i] == this;
        }
        if (!isIdle) {
          requests.aim(out, request);
          write();
        }
      } catch (IOException e) {
        e.addSuppressed(cause);
        throw new UncheckedIOException("lost the server " + server, e);
      }
    }
  }
}
