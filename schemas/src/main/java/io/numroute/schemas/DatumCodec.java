package io.numroute.schemas;

import io.numroute.schemas.BadRecordException.Code;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** One thread's encoder and decoders, reused from record to record. */
final class DatumCodec {
  static {
    AvroLimits.install();
  }

  private static final ThreadLocal<DatumCodec> OF_THREAD = ThreadLocal.withInitial(DatumCodec::new);

  private final Map<Schema, SpecificDatumWriter<SpecificRecord>> writers = new IdentityHashMap<>();
  private final Map<Schema, SpecificDatumReader<SpecificRecord>> readers = new IdentityHashMap<>();
  private final Buffer buffer = new Buffer();
  private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(buffer, null);
  private @Nullable BinaryDecoder decoder;

  private DatumCodec() {}

  static DatumCodec ofThread() {
    return OF_THREAD.get();
  }

  /** {@code header} followed by the datum. */
  byte[] encode(byte[] header, SpecificRecord message) {
    buffer.reset();
    buffer.write(header, 0, header.length);
    try {
      writers
          .computeIfAbsent(
              message.getSchema(),
              schema -> new SpecificDatumWriter<>(schema, RecordTypes.model(schema)))
          .write(message, encoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] framed = buffer.toByteArray();
    buffer.forgetWhenLarge();
    return framed;
  }

  /**
   * The datum in {@code bytes} from {@code offset} to the end, written with {@code writer}; one of
   * a small set of schemas, each the same object from call to call.
   */
  SpecificRecord decode(Schema writer, byte[] bytes, int offset) throws BadRecordException {
    decoder = DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, decoder);
    SpecificDatumReader<SpecificRecord> reader = readers.get(writer);
    if (reader == null) {
      reader = new SpecificDatumReader<>(writer, current(writer), RecordTypes.model(writer));
      readers.put(writer, reader);
    }
    SpecificRecord message;
    boolean more;
    try {
      message = reader.read(null, decoder);
      more = !decoder.isEnd();
    } catch (IOException | RuntimeException e) { // Avro throws a dozen kinds
      throw new BadRecordException(
          Code.NOT_AVRO, "no datum of " + writer.getFullName() + ": " + e, e);
    }
    if (more) {
      throw new BadRecordException(
          Code.NOT_AVRO, "bytes follow the datum of " + writer.getFullName());
    }
    return message;
  }

  private Schema current(Schema writer) throws BadRecordException {
    Schema reader = RecordTypes.reader(writer.getFullName());
    if (reader == null) {
      throw new BadRecordException(Code.UNKNOWN_SCHEMA, "no record of ours: " + writer.getName());
    }
    return reader;
  }

  /** A stream that keeps its array, unless one large record blew it up. */
  private static final class Buffer extends ByteArrayOutputStream {
    private static final int USUAL = 16 << 10;

    Buffer() {
      super(512);
    }

    void forgetWhenLarge() {
      if (buf.length > USUAL) {
        buf = new byte[512];
        count = 0;
      }
    }
  }
}
