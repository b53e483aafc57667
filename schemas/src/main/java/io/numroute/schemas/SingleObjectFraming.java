package io.numroute.schemas;

import io.numroute.schemas.BadRecordException.Code;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** See {@link AvroFraming#singleObject()}. Avro specification, "Single-object encoding". */
final class SingleObjectFraming implements AvroFraming {
  private static final int HEADER_BYTES = 10;
  private static final byte MARKER_0 = (byte) 0xC3;
  private static final byte MARKER_1 = 0x01;
  private static final VarHandle LITTLE_ENDIAN_LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** After the constants that its constructor uses. */
  static final SingleObjectFraming INSTANCE = new SingleObjectFraming();

  private final Map<Schema, byte[]> headers = new IdentityHashMap<>();

  private SingleObjectFraming() {
    for (Schema schema : RecordTypes.CURRENT) {
      headers.put(schema, headerOf(schema));
    }
  }

  @Override
  public byte[] encode(SpecificRecord message) {
    return DatumCodec.ofThread().encode(header(message.getSchema()), message);
  }

  @Override
  public byte[] header(Schema schema) {
    byte[] header = headers.get(schema);
    return header != null ? header : headerOf(schema);
  }

  @Override
  public int headerBytes() {
    return HEADER_BYTES;
  }

  @Override
  public SpecificRecord decode(byte @Nullable [] bytes) throws BadRecordException {
    byte[] framed = Frames.check(bytes);
    if (framed.length < HEADER_BYTES || framed[0] != MARKER_0 || framed[1] != MARKER_1) {
      throw new BadRecordException(Code.NOT_AVRO, "no single-object header");
    }
    long fingerprint = (long) LITTLE_ENDIAN_LONG.get(framed, 2);
    Schema writer = RecordTypes.writer(fingerprint);
    if (writer == null) {
      throw new BadRecordException(
          Code.UNKNOWN_SCHEMA, "fingerprint " + Long.toHexString(fingerprint));
    }
    return DatumCodec.ofThread().decode(writer, framed, HEADER_BYTES);
  }

  private static byte[] headerOf(Schema schema) {
    byte[] header = new byte[HEADER_BYTES];
    header[0] = MARKER_0;
    header[1] = MARKER_1;
    LITTLE_ENDIAN_LONG.set(header, 2, RecordTypes.fingerprint(schema));
    return header;
  }
}
