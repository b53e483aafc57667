package io.numroute.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that sends bytes as they are. */
final class RawClient implements AutoCloseable {
  /** One response: status line and headers, and the body by Content-Length. */
  record Answer(int status, String head, String body) {
    boolean closes() {
      return head.toLowerCase(java.util.Locale.ROOT).contains("connection: close");
    }
  }

  private final Socket socket;
  private final InputStream in;

  RawClient(int port) throws IOException {
    this(new Socket("127.0.0.1", port));
  }

  /** Over a connection that is there already, and becomes the client's. */
  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(10_000);
    socket.setTcpNoDelay(true);
    in = new java.io.BufferedInputStream(socket.getInputStream());
  }

  RawClient send(String latin1) throws IOException {
    socket.getOutputStream().write(latin1.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** The next answer; status 0 when the server closed instead. */
  Answer answer() throws IOException {
    String head = head();
    if (head.isEmpty()) {
      return new Answer(0, "", "");
    }
    int length = 0;
    for (String line : head.split("\r\n")) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    byte[] body = in.readNBytes(length);
    return new Answer(
        Integer.parseInt(head.substring(9, 12)), head, new String(body, StandardCharsets.UTF_8));
  }

  /** All answers until the server closes; fails when it does not within the socket's timeout. */
  List<Answer> answersUntilClosed() throws IOException {
    List<Answer> answers = new ArrayList<>();
    for (Answer next = answer(); next.status() != 0; next = answer()) {
      answers.add(next);
    }
    return answers;
  }

  /** Whether the server has closed; waits for it. */
  boolean isClosedByServer(int withinMs) throws IOException {
    socket.setSoTimeout(withinMs);
    try {
      return in.read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  private String head() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int end = 0;
    try {
      while (end < 4) {
        int b = in.read();
        if (b < 0) {
          return "";
        }
        head.write(b);
        end = b == (end % 2 == 0 ? '\r' : '\n') ? end + 1 : b == '\r' ? 1 : 0;
      }
    } catch (SocketException e) {
      return ""; // reset
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
