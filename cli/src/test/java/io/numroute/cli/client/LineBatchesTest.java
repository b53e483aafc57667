package io.numroute.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class LineBatchesTest {
  @Test
  void everyLineIsInOneBatch() throws IOException {
    assertThat(batches("a\nb\nc\nd\ne\n".getBytes(UTF_8)))
        .containsExactly("1+2:a\nb\n", "3+2:c\nd\n", "5+1:e\n");
  }

  @Test
  void theLastLineNeedsNoEnd() throws IOException {
    assertThat(batches("a\nb\nc".getBytes(UTF_8))).containsExactly("1+2:a\nb\n", "3+1:c");
  }

  @Test
  void emptyLinesCount() throws IOException {
    assertThat(batches("\n\na\n".getBytes(UTF_8))).containsExactly("1+2:\n\n", "3+1:a\n");
    assertThat(batches(new byte[0])).isEmpty();
  }

  @Test
  void gzipIsOpened() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream stream = new GZIPOutputStream(zipped)) {
      stream.write("a\nb\nc\n".getBytes(UTF_8));
    }
    assertThat(batches(zipped.toByteArray())).containsExactly("1+2:a\nb\n", "3+1:c\n");
  }

  private static List<String> batches(byte[] bytes) throws IOException {
    LineBatches batches = new LineBatches(new ByteArrayInputStream(bytes), 2);
    List<String> texts = new ArrayList<>();
    for (LineBatches.Batch next = batches.next(); next != null; next = batches.next()) {
      texts.add(next.firstLine() + "+" + next.lines() + ":" + new String(next.bytes(), UTF_8));
    }
    return texts;
  }
}
