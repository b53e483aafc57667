package io.numroute.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.management.ThreadMXBean;
import io.numroute.schemas.BadRecordException.Code;
import io.numroute.schemas.avro.DirectoryCommand;
import io.numroute.schemas.avro.LogHeader;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AvroFramingTest {
  private static final long SEED = 0xA1;

  private final AvroFraming framing = AvroFraming.singleObject();

  private Code refusal(byte @Nullable [] bytes) {
    return catchThrowableOfType(BadRecordException.class, () -> framing.decode(bytes)).code();
  }

  @Test
  void readsBackEachKindOfRecord() throws Exception {
    for (SpecificRecord message : SampleRecords.all()) {
      assertThat(framing.decode(framing.encode(message))).isEqualTo(message);
    }
  }

  @Test
  void isAvrosSingleObjectEncoding() throws Exception {
    LogHeader header = SampleRecords.header();
    byte[] theirs = bytes(LogHeader.getEncoder().encode(header));
    assertThat(framing.encode(header)).isEqualTo(theirs);
    assertThat(framing.header(LogHeader.SCHEMA$)).isEqualTo(Arrays.copyOf(theirs, 10));
  }

  @Test
  void saysWhatIsWrong() {
    byte[] good = framing.encode(SampleRecords.header());
    assertThat(refusal(null)).isEqualTo(Code.NULL_VALUE);
    assertThat(refusal(new byte[0])).isEqualTo(Code.NOT_AVRO);
    assertThat(refusal("{\"isp\":\"acme\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isEqualTo(Code.NOT_AVRO);
    assertThat(refusal(Arrays.copyOf(good, good.length - 1))).isEqualTo(Code.NOT_AVRO);
    assertThat(refusal(Arrays.copyOf(good, good.length + 1))).isEqualTo(Code.NOT_AVRO);
    assertThat(refusal(Arrays.copyOf(good, 10))).isEqualTo(Code.NOT_AVRO);
    assertThat(refusal(new byte[AvroFraming.MAX_BYTES + 1])).isEqualTo(Code.TOO_LARGE);
    byte[] foreign = good.clone();
    foreign[5] ^= 1;
    assertThat(refusal(foreign)).isEqualTo(Code.UNKNOWN_SCHEMA);
  }

  @Test
  void survivesAnyDamage() {
    Random random = new Random(SEED);
    for (SpecificRecord message : SampleRecords.all()) {
      byte[] good = framing.encode(message);
      for (int i = 0; i < 20_000; i++) {
        byte[] bad = good.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
          bad[10 + random.nextInt(bad.length - 10)] = (byte) random.nextInt();
        }
        try {
          framing.decode(bad);
        } catch (BadRecordException e) {
          assertThat(e.code()).isEqualTo(Code.NOT_AVRO);
        }
      }
    }
  }

  @Test
  void hugeLengthsAllocateLittle() throws Exception {
    byte[] header = framing.header(LogHeader.SCHEMA$);
    byte[] command = framing.encode(SampleRecords.gateway());
    framing.decode(command);
    for (long length : new long[] {Integer.MAX_VALUE - 8L, 1L << 40, -5, AvroFraming.MAX_BYTES}) {
      assertThat(allocatedBy(() -> refusal(datum(header, length)))).isLessThan(4L << 20);
    }
    // A gateway's map of attributes that claims to hold 2^31 - 1 entries.
    int at = indexOf(command, "rack") - 2;
    ByteArrayOutputStream bad = new ByteArrayOutputStream();
    bad.write(command, 0, at);
    bad.write(zigzag(Integer.MAX_VALUE));
    bad.write(command, at + 1, command.length - at - 1);
    assertThat(allocatedBy(() -> refusal(bad.toByteArray()))).isLessThan(4L << 20);
    // A value as long as may be, whose collection holds as many items as bytes.
    byte[] full = Arrays.copyOf(header(DirectoryCommand.SCHEMA$), AvroFraming.MAX_BYTES);
    assertThat(allocatedBy(() -> refusal(full))).isLessThan(4L << 20);
  }

  private byte[] header(org.apache.avro.Schema schema) {
    return framing.header(schema);
  }

  private static byte[] datum(byte[] header, long stringLength) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(header, 0, header.length);
    byte[] length = zigzag(stringLength);
    out.write(length, 0, length.length);
    out.write(new byte[100], 0, 100);
    return out.toByteArray();
  }

  private static byte[] zigzag(long value) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      encoder.writeLong(value);
      return out.toByteArray();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int indexOf(byte[] bytes, String ascii) {
    String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    return text.indexOf(ascii);
  }

  private static byte[] bytes(java.nio.ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static long allocatedBy(Runnable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
