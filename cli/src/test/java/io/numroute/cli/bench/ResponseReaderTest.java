package io.numroute.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResponseReaderTest {
  private static final String HELLO =
      "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 5\r\n\r\nhello";

  private final ResponseReader reader = new ResponseReader();
  private final ByteBuffer in = ByteBuffer.allocateDirect(ResponseReader.BUFFER_BYTES);

  @Test
  void wholeResponse() {
    assertThat(arrives(HELLO)).isTrue();
    assertThat(reader.status()).isEqualTo(200);
    assertThat(arrives("HTTP/1.1 404 Not Found\r\ncontent-length:0\r\n\r\n")).isTrue();
    assertThat(reader.status()).isEqualTo(404);
  }

  @Test
  void anySplit() {
    for (int at = 1; at < HELLO.length(); at++) {
      assertThat(arrives(HELLO.substring(0, at))).as("first %s bytes", at).isFalse();
      assertThat(arrives(HELLO.substring(at))).as("the rest after %s", at).isTrue();
      assertThat(in.position()).isZero();
    }
  }

  @Test
  void byteByByte() {
    for (int at = 0; at < HELLO.length(); at++) {
      assertThat(arrives(HELLO.substring(at, at + 1))).isEqualTo(at == HELLO.length() - 1);
    }
  }

  @Test
  void bodyLargerThanTheBuffer() {
    String body = "x".repeat(10_000);
    assertThat(arrives("HTTP/1.1 200 OK\r\nContent-Length: 30000\r\n\r\n" + body)).isFalse();
    assertThat(arrives(body)).isFalse();
    assertThat(arrives(body)).isTrue();
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    assertThatThrownBy(() -> arrives("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0"))
        .hasMessageContaining("Content-Length");
  }

  @Test
  void refusesWhatWasNotAskedFor() {
    assertThatThrownBy(() -> arrives(HELLO + "HTTP/1.1")).hasMessageContaining("more bytes");
  }

  private boolean arrives(String text) {
    return reader.accept(put(text));
  }

  private ByteBuffer put(String text) {
    return in.put(text.getBytes(StandardCharsets.US_ASCII));
  }
}
