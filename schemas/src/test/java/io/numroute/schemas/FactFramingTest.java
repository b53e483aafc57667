package io.numroute.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.numroute.schemas.BadRecordException.Code;
import io.numroute.schemas.avro.FactKind;
import io.numroute.schemas.avro.NumberFact;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FactFramingTest {
  private static final AvroFraming FRAMING = AvroFraming.singleObject();

  @Test
  void aFactOfOurOwnIsReadWhole() throws Exception {
    NumberFact fact = SampleRecords.fact();
    assertThat(FactFraming.decode(FRAMING, FRAMING.encode(fact))).isEqualTo(fact);
  }

  @Test
  void ofALaterVersionTheHeadIsRead() throws Exception {
    NumberFact fact = SampleRecords.fact();
    NumberFact head = FactFraming.decode(FRAMING, later("ASSIGNED", fact));
    assertThat(head.getKind()).isEqualTo(FactKind.ASSIGNED);
    assertThat(head.getNeeds()).isEqualTo(FactFraming.NEEDS_MORE);
    for (String field :
        new String[] {
          "number",
          "actor",
          "servingIsp",
          "refusalCode",
          "commandLog",
          "commandPartition",
          "commandOffset",
          "directoryVersion",
          "commandTimeMs"
        }) {
      assertThat(head.get(field)).as(field).isEqualTo(fact.get(field));
    }
  }

  @Test
  void aKindThatIsNotKnownIsUnknown() throws Exception {
    NumberFact head = FactFraming.decode(FRAMING, later("RESERVED", SampleRecords.fact()));
    assertThat(head.getKind()).isEqualTo(FactKind.UNKNOWN);
    assertThat(head.getCommandOffset()).isEqualTo(SampleRecords.fact().getCommandOffset());
  }

  @Test
  void whatIsNoFactIsRefusedAsBefore() {
    assertThat(refusal(null)).isEqualTo(Code.NULL_VALUE);
    assertThat(refusal(new byte[] {1, 2, 3})).isEqualTo(Code.NOT_AVRO);
    assertThat(refusal(FRAMING.encode(SampleRecords.report()))).isEqualTo(Code.NOT_UNDERSTOOD);
    byte[] short10 = Arrays.copyOf(FRAMING.encode(SampleRecords.fact()), 10);
    short10[4] ^= 1;
    assertThat(refusal(short10)).isEqualTo(Code.UNKNOWN_SCHEMA);
  }

  @Test
  void rubbishUnderAnUnknownSchemaIsRefusedOrIsOfNoLogOfOurs() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] header = FRAMING.encode(SampleRecords.fact());
    header[4] ^= 1;
    for (int i = 0; i < 20_000; i++) {
      byte[] rubbish = new byte[10 + random.nextInt(100)];
      random.nextBytes(rubbish);
      System.arraycopy(header, 0, rubbish, 0, 10);
      try {
        NumberFact head = FactFraming.decode(FRAMING, rubbish);
        assertThat(head.getCommandLog())
            .as("seed %s", seed)
            .isNotEqualTo(SampleRecords.fact().getCommandLog());
      } catch (BadRecordException e) {
        assertThat(e.code()).as("seed %s", seed).isEqualTo(Code.UNKNOWN_SCHEMA);
      }
    }
  }

  private static Code refusal(byte @Nullable [] bytes) {
    return catchThrowableOfType(BadRecordException.class, () -> FactFraming.decode(FRAMING, bytes))
        .code();
  }

  /** As a version writes it that has one kind and one field more. */
  private static byte[] later(String kind, NumberFact fact) throws IOException {
    String text =
        NumberFact.SCHEMA$
            .toString()
            .replace("\"WATERMARK\"", "\"WATERMARK\",\"RESERVED\"")
            .replaceFirst(
                "\\{\"name\":\"needs\"",
                "{\"name\":\"tariff\",\"type\":\"string\",\"default\":\"\"},{\"name\":\"needs\"");
    Schema schema = new Schema.Parser().parse(text);
    assertThat(schema.getField("tariff")).isNotNull();
    GenericRecordBuilder record = new GenericRecordBuilder(schema);
    for (Schema.Field field : fact.getSchema().getFields()) {
      if (!field.name().equals("successor")) {
        record.set(field.name(), fact.get(field.pos()));
      }
    }
    record.set("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), kind));
    record.set("tariff", "T1");
    record.set("successor", null);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0xC3);
    out.write(1);
    out.write(
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(RecordTypes.fingerprint(schema))
            .array());
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record.build(), encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
