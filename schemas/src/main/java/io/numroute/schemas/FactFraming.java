package io.numroute.schemas;

import io.numroute.schemas.BadRecordException.Code;
import io.numroute.schemas.avro.FactKind;
import io.numroute.schemas.avro.NumberFact;
import java.io.IOException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of the topic of facts, those of a later version too.
 *
 * <p>A router must know how far the topic decides, whoever wrote it, or it would decide a command
 * for a second time. So the first fields of a fact, up to the time of its command, stand at the
 * same place in every version, which {@code CompatibilityTest} holds, and Avro writes fields one
 * after the other with nothing between them: they can be read without the schema.
 */
public final class FactFraming {
  /**
   * {@link NumberFact#getNeeds} of a fact of which only the head was read: nobody knows as much.
   */
  public static final int NEEDS_MORE = Integer.MAX_VALUE;

  private FactFraming() {}

  /**
   * The fact in {@code bytes}. Of one whose schema is not known there is the head alone, and its
   * needs are {@link #NEEDS_MORE}; it is ours only if its log and its number are those that its
   * place says, for what else begins with such bytes cannot be told here.
   *
   * @throws BadRecordException when it is no fact
   * @throws RegistryException when the registry cannot be asked; try again later
   */
  public static NumberFact decode(AvroFraming framing, byte @Nullable [] bytes)
      throws BadRecordException {
    try {
      if (framing.decode(bytes) instanceof NumberFact fact) {
        return fact;
      }
    } catch (BadRecordException e) {
      if (e.code() == Code.UNKNOWN_SCHEMA && bytes != null) {
        return head(bytes, framing.headerBytes(), e);
      }
      throw e;
    }
    throw new BadRecordException(Code.NOT_UNDERSTOOD, "no number fact");
  }

  private static NumberFact head(byte[] bytes, int offset, BadRecordException otherwise)
      throws BadRecordException {
    BinaryDecoder in =
        DecoderFactory.get().binaryDecoder(bytes, offset, bytes.length - offset, null);
    NumberFact head = new NumberFact();
    try {
      head.setKind(kind(in.readEnum()));
      head.setNumber(in.readString());
      head.setActor(in.readString());
      head.setServingIsp(textOrNull(in));
      head.setService(textOrNull(in));
      head.setProfile(textOrNull(in));
      head.setRoutingNumber(textOrNull(in));
      head.setValidFromMs(longOrNull(in));
      head.setValidUntilMs(longOrNull(in));
      head.setRefusalCode(textOrNull(in));
      head.setRefusalDetail(textOrNull(in));
      head.setCommandLog(in.readString());
      head.setCommandPartition(in.readInt());
      head.setCommandOffset(in.readLong());
      head.setDirectoryVersion(in.readLong());
      head.setCommandTimeMs(in.readLong());
    } catch (IOException | RuntimeException e) { // Avro throws a dozen kinds
      throw otherwise;
    }
    head.setNeeds(NEEDS_MORE);
    return head;
  }

  private static FactKind kind(int ordinal) {
    FactKind[] kinds = FactKind.values();
    return ordinal >= 0 && ordinal < kinds.length ? kinds[ordinal] : FactKind.UNKNOWN;
  }

  private static @Nullable String textOrNull(BinaryDecoder in) throws IOException {
    return isNull(in) ? null : in.readString();
  }

  private static @Nullable Long longOrNull(BinaryDecoder in) throws IOException {
    return isNull(in) ? null : (Long) in.readLong();
  }

  private static boolean isNull(BinaryDecoder in) throws IOException {
    int branch = in.readIndex();
    if (branch < 0 || branch > 1) {
      throw new IOException("no such branch");
    }
    return branch == 0;
  }
}
