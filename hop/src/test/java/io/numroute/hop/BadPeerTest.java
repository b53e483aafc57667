package io.numroute.hop;

import static io.numroute.hop.RoutersContract.await;
import static io.numroute.hop.RoutersContract.digits;
import static io.numroute.hop.RoutersContract.query;
import static io.numroute.hop.RoutersContract.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.hop.Routers.Answered;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Raw sockets against both ends: a bad peer loses its connection, and nobody else notices. */
final class BadPeerTest {
  private final Hop hop = new Hop();
  private final FakeRouters router = new FakeRouters("r1");
  private final HopServer server = hop.server(router);

  @AfterEach
  void close() {
    hop.close();
  }

  @Test
  void randomBytesAreCutOff() throws IOException {
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      byte[] bytes = new byte[1 + random.nextInt(3000)];
      random.nextBytes(bytes);
      bytes[0] |= (byte) 0x80;
      cutOff(bytes);
    }
    stillServes();
  }

  @Test
  void strangersAreCutOff() throws IOException {
    cutOff(
        "GET / HTTP/1.1\r\nHost: example\r\n\r\n"
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    cutOff(frame(Frame.NO_VERSION, Frame.ASKS));
    cutOff(frame(1, Frame.HELLO));
    cutOff(hello(new Versions(2, 9)));
    FrameWriter oversize = new FrameWriter();
    oversize.int32(Frame.MAX_HELLO + 1);
    cutOff(oversize.toByteArray());
    stillServes();
  }

  @Test
  void aBrokenFrameAfterAGoodHelloIsCutOff() throws IOException {
    for (byte[] bad :
        List.of(
            frame(1, Frame.ASKS), frame(1, 99), frame(2, Frame.HEARTBEAT), hello(Versions.OURS))) {
      try (Socket socket = socket()) {
        socket.getOutputStream().write(hello(Versions.OURS));
        socket.getOutputStream().write(bad);
        readUntilCut(socket);
      }
    }
    stillServes();
  }

  @Test
  void aByteAtATimeIsUnderstood() throws IOException {
    Asks.Writer asks = new Asks.Writer();
    asks.begin(1);
    asks.lookup(7, query(digits(1)), false, 5_000_000);
    try (Socket socket = socket()) {
      socket.setTcpNoDelay(true);
      for (byte b : hello(Versions.OURS)) {
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
      }
      for (byte b : asks.end().toByteArray()) {
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
      }
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int type;
      do {
        int length = in.readInt();
        in.readByte();
        type = in.readByte();
        in.skipNBytes(length - 2);
      } while (type != Frame.ANSWERS);
    }
  }

  @Test
  void edgesOfThisReleaseAndTheNextAreServedTogether() {
    HopServer next = hop.server(router, HopServer.Settings.of("127.0.0.1", 0), new Versions(1, 2));
    HopClient client = hop.client(Hop.DEFAULT, List.of(server, next));
    assertThat(client.readyRouters()).isEqualTo(2);
  }

  @Test
  void aRouterThatSendsRubbishIsLeftForAnother() throws Exception {
    try (ServerSocket rubbish = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread thread = new Thread(() -> sendRubbish(rubbish));
      thread.start();
      HopClient client =
          new HopClient(
                  Hop.DEFAULT,
                  "edge",
                  List.of(
                      new RouterAddress("127.0.0.1", rubbish.getLocalPort()), Hop.address(server)))
              .start();
      try {
        // Ready may mean the bad one alone; the good one is there when it has answered once.
        await(
            () -> {
              Heard<Answered> first = new Heard<>();
              client.lookup(query(digits(0)), false, soon(), first);
              return first.isReply();
            });
        for (int i = 0; i < 200; i++) {
          Heard<Answered> heard = new Heard<>();
          client.lookup(query(digits(i)), false, soon(), heard);
          assertThat(heard.reply().evidence().router()).isEqualTo("r1");
        }
      } finally {
        client.close();
      }
    }
  }

  @Test
  void aRouterThatFallsSilentIsLeftForAnother() throws Exception {
    router.ready = false;
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      HopClient client =
          new HopClient(
                  HopClient.Settings.DEFAULT
                      .withFirstTry(Duration.ofMinutes(1))
                      .withHeartbeat(Duration.ofMillis(500)),
                  "edge",
                  List.of(
                      new RouterAddress("127.0.0.1", silent.getLocalPort()), Hop.address(server)))
              .start();
      try (Socket edge = silent.accept()) {
        FrameWriter hello = new FrameWriter();
        new Hello(Versions.OURS, "silent", true).write(hello);
        edge.getOutputStream().write(hello.toByteArray());
        await(client::ready);
        Heard<Answered> heard = new Heard<>();
        client.lookup(query(digits(1)), false, soon(), heard);
        router.ready = true;
        assertThat(heard.reply().evidence().router()).isEqualTo("r1");
      } finally {
        client.close();
      }
    }
  }

  /** Says a good hello, takes a question, and answers nonsense. */
  private static void sendRubbish(ServerSocket listening) {
    try {
      while (true) {
        try (Socket edge = listening.accept()) {
          FrameWriter hello = new FrameWriter();
          new Hello(Versions.OURS, "rubbish", true).write(hello);
          edge.getOutputStream().write(hello.toByteArray());
          edge.getInputStream().readNBytes(hello("edge", Versions.OURS).length + Frame.HEADER);
          edge.getOutputStream().write(frame(1, Frame.ANSWERS));
          edge.getInputStream().readAllBytes();
        } catch (SocketException e) {
          if (listening.isClosed()) {
            return;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anImpossiblePortIsSaidClearly() {
    HopServer.Settings taken = HopServer.Settings.of("127.0.0.1", server.port());
    HopServer second = new HopServer(taken, "r2", router);
    assertThatThrownBy(second::start)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot listen on 127.0.0.1:" + server.port());
  }

  private void cutOff(byte[] bytes) throws IOException {
    try (Socket socket = socket()) {
      socket.getOutputStream().write(bytes);
      readUntilCut(socket);
    } catch (SocketException e) {
      assertThat(e).as("cut off while writing").isNotNull();
    }
  }

  /** Fails by time-out when the server does not close. */
  private static void readUntilCut(Socket socket) throws IOException {
    try {
      InputStream in = socket.getInputStream();
      in.transferTo(OutputStream.nullOutputStream());
    } catch (SocketException e) {
      assertThat(e).as("reset").isNotNull();
    }
  }

  private void stillServes() {
    HopClient client = hop.client(Hop.DEFAULT, List.of(server));
    Heard<Answered> heard = new Heard<>();
    client.lookup(query(digits(1)), false, soon(), heard);
    assertThat(heard.reply().evidence().router()).isEqualTo("r1");
  }

  private Socket socket() throws IOException {
    Socket socket = new Socket("127.0.0.1", server.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  private static byte[] hello(Versions versions) {
    return hello("stranger", versions);
  }

  private static byte[] hello(String name, Versions versions) {
    FrameWriter out = new FrameWriter();
    new Hello(versions, name, false).write(out);
    return out.toByteArray();
  }

  private static byte[] frame(int version, int type) {
    FrameWriter out = new FrameWriter();
    out.beginFrame(version, type);
    out.int8(0xEE);
    out.endFrame();
    return out.toByteArray();
  }
}
