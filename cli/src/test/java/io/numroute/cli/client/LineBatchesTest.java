package io.numroute.cli.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.numroute.cli.client.LineBatches.Batch;
import io.numroute.cli.client.LineBatches.Notation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
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
  void gzipAndZstdAreOpened() throws IOException {
    byte[] plain = "a\nb\nc\n".getBytes(UTF_8);
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream stream = new GZIPOutputStream(gzip)) {
      stream.write(plain);
    }
    assertThat(batches(gzip.toByteArray())).containsExactly("1+2:a\nb\n", "3+1:c\n");
    assertThat(batches(Zstd.compress(plain))).containsExactly("1+2:a\nb\n", "3+1:c\n");
  }

  @Test
  void theHeaderOfATableGoesBeforeEachBatch() throws IOException {
    LineBatches table = of("number,isp\r\n1\n2\n3", null);
    assertThat(table.notation()).isEqualTo(Notation.CSV);
    Batch first = next(table);
    assertThat(new String(first.body(), UTF_8)).isEqualTo("number,isp\r\n1\n2\n");
    assertThat(first.firstLine()).isEqualTo(2);
    assertThat(first.inFile(2)).as("the first line after the header").isEqualTo(2);
    Batch second = next(table);
    assertThat(new String(second.body(), UTF_8)).isEqualTo("number,isp\r\n3");
    assertThat(second.inFile(2)).isEqualTo(4);
    assertThat(of("{}\n", null).notation()).isEqualTo(Notation.NDJSON);
  }

  @Test
  void whatWasReadIsPassedOverIfItIsTheSame() throws IOException {
    for (Notation notation : Notation.values()) {
      LineBatches first = of("h\n1\n2\n3\n4\n", notation);
      next(first);
      LineBatches.Position position = first.position();

      LineBatches again = of("h\n1\n2\n3\n4\nfive\n", notation);
      assertThat(again.goOnAt(position)).isTrue();
      assertThat(text(next(again))).isEqualTo(text(next(first)));
      assertThat(of("h\n1\nx\n3\n4\n".replace("1", "0"), notation).goOnAt(position)).isFalse();
      assertThat(of("h\n", notation).goOnAt(position)).isFalse();
    }
  }

  private static String text(Batch batch) {
    return new String(batch.bytes(), UTF_8);
  }

  private static LineBatches of(String text, @Nullable Notation notation) throws IOException {
    return new LineBatches(new ByteArrayInputStream(text.getBytes(UTF_8)), notation, 2);
  }

  private static Batch next(LineBatches batches) throws IOException {
    return Objects.requireNonNull(batches.next());
  }

  private static List<String> batches(byte[] bytes) throws IOException {
    LineBatches batches = new LineBatches(new ByteArrayInputStream(bytes), Notation.NDJSON, 2);
    List<String> texts = new ArrayList<>();
    for (Batch next = batches.next(); next != null; next = batches.next()) {
      texts.add(next.firstLine() + "+" + next.lines() + ":" + text(next));
    }
    return texts;
  }
}
