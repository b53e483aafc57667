package io.numroute.schemas;

import io.numroute.schemas.BadRecordException.Code;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** See {@link AvroFraming#confluent}. */
final class ConfluentFraming implements AvroFraming {
  private static final int HEADER_BYTES = 5;
  private static final byte MAGIC = 0;

  /** Far more ids than our few record types have versions; past it, nothing more is remembered. */
  private static final int MAX_REMEMBERED = 1000;

  private static final VarHandle BIG_ENDIAN_INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final RegistryClient registry;
  private final Map<Schema, byte[]> headers = new ConcurrentHashMap<>();
  private final Map<Integer, Writer> writers = new ConcurrentHashMap<>();

  ConfluentFraming(RegistryClient registry) {
    this.registry = registry;
  }

  @Override
  public byte[] encode(SpecificRecord message) {
    return DatumCodec.ofThread().encode(header(message.getSchema()), message);
  }

  @Override
  public byte[] header(Schema schema) {
    byte[] header = headers.get(schema);
    if (header == null) {
      header = new byte[HEADER_BYTES];
      header[0] = MAGIC;
      BIG_ENDIAN_INT.set(header, 1, registry.register(schema.getFullName(), schema));
      headers.put(schema, header);
    }
    return header;
  }

  @Override
  public int headerBytes() {
    return HEADER_BYTES;
  }

  @Override
  public SpecificRecord decode(byte @Nullable [] bytes) throws BadRecordException {
    byte[] framed = Frames.check(bytes);
    if (framed.length < HEADER_BYTES || framed[0] != MAGIC) {
      throw new BadRecordException(Code.NOT_AVRO, "no Confluent header");
    }
    int id = (int) BIG_ENDIAN_INT.get(framed, 1);
    Schema schema = writer(id).schema;
    if (schema == null) {
      throw new BadRecordException(Code.UNKNOWN_SCHEMA, "id " + id);
    }
    return DatumCodec.ofThread().decode(schema, framed, HEADER_BYTES);
  }

  private Writer writer(int id) {
    Writer writer = writers.get(id);
    if (writer == null) {
      writer = new Writer(known(registry.schema(id)));
      if (writers.size() < MAX_REMEMBERED) {
        writers.put(id, writer);
      }
    }
    return writer;
  }

  /**
   * Our own copy of what the registry holds, or null: a schema that is none of our versions is not
   * understood, whatever its name.
   */
  private static @Nullable Schema known(@Nullable Schema schema) {
    return schema == null ? null : RecordTypes.writer(RecordTypes.fingerprint(schema));
  }

  /** What an id stands for; null when it is none of ours. */
  private record Writer(@Nullable Schema schema) {}
}
