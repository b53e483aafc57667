package io.numroute.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  @Test
  void linesEndWithLfOrCrlfOrTheStream() throws Exception {
    assertThat(lines("a\nbb\r\n\nccc")).containsExactly("1:a", "2:bb", "3:", "4:ccc");
    assertThat(lines("a\n")).containsExactly("1:a");
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n\n")).containsExactly("1:", "2:");
  }

  @Test
  void aLineAsLongAsAllowedIsALine() throws Exception {
    String longest = "x".repeat(LineReader.MAX_LINE);
    assertThat(lines("a\n" + longest + "\r\nb\n" + longest))
        .containsExactly("1:a", "2:" + longest, "3:b", "4:" + longest);
  }

  @Test
  void aLineThatIsTooLongIsPassedOver() throws Exception {
    String tooLong = "x".repeat(3 * LineReader.MAX_LINE);
    assertThat(lines("a\n" + tooLong + "\nb")).containsExactly("1:a", "2!", "3:b");
    assertThat(lines(tooLong)).containsExactly("1!");
    assertThat(lines("x".repeat(LineReader.MAX_LINE + 1) + "\nb")).containsExactly("1!", "2:b");
  }

  @Test
  void anyCutOfTheStreamGivesTheSameLines() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int run = 0; run < 200; run++) {
      StringBuilder text = new StringBuilder();
      List<String> expected = new ArrayList<>();
      for (int i = 1; i <= 40; i++) {
        int length = random.nextInt(10) == 0 ? random.nextInt(80_000) : random.nextInt(200);
        text.append("y".repeat(length)).append(random.nextBoolean() ? "\n" : "\r\n");
        expected.add(length > LineReader.MAX_LINE ? i + "!" : i + ":" + "y".repeat(length));
      }
      byte[] bytes = text.toString().getBytes(UTF_8);
      assertThat(lines(new Dribble(bytes, random))).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static List<String> lines(String text) throws IOException {
    return lines(new ByteArrayInputStream(text.getBytes(UTF_8)));
  }

  private static List<String> lines(InputStream in) throws IOException {
    LineReader reader = new LineReader(in);
    List<String> lines = new ArrayList<>();
    while (reader.next()) {
      String text = new String(reader.bytes(), reader.offset(), reader.length(), UTF_8);
      lines.add(reader.number() + (reader.tooLong() ? "!" : ":" + text));
    }
    return lines;
  }

  /** Gives as many bytes at a time as it likes. */
  private static final class Dribble extends ByteArrayInputStream {
    private final Random random;

    Dribble(byte[] bytes, Random random) {
      super(bytes);
      this.random = random;
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      return super.read(target, offset, Math.min(length, 1 + random.nextInt(50_000)));
    }
  }
}
