package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.routing.Digits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteWriterTest {
  private final ByteWriter out = new ByteWriter(1);

  private String text() {
    return new String(out.copy(), StandardCharsets.UTF_8);
  }

  @Test
  void instants_areThoseOfTheCalendar() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long ms = random.nextLong(253_402_300_800_000L);
      out.clear().instant(ms);
      assertThat(Instant.parse(text())).as("seed %s", seed).isEqualTo(Instant.ofEpochMilli(ms));
      assertThat(text()).hasSize(24);
    }
    out.clear().instant(1_709_164_800_000L);
    assertThat(text()).isEqualTo("2024-02-29T00:00:00.000Z");
  }

  @Test
  void decimals_areThoseOfJava() {
    for (long value : new long[] {0, 9, 10, -1, 99_999, Long.MAX_VALUE, Long.MIN_VALUE, -10}) {
      out.clear().decimal(value);
      assertThat(text()).isEqualTo(Long.toString(value));
    }
  }

  @Test
  void jsonStrings_areEscaped() {
    out.clear().json("a\"b\\c\n\u0000\u007f\u00e9");
    assertThat(text()).isEqualTo("\"a\\\"b\\\\c\\u000a\\u0000\\u007f\u00e9\"");
  }

  @Test
  void digits_areStripped() {
    long digits = Digits.parse("447106123456");
    for (int skip = 0; skip <= 15; skip++) {
      out.clear().packedDigits(digits, skip);
      assertThat(text()).isEqualTo(skip >= 12 ? "" : "447106123456".substring(skip));
    }
  }
}
