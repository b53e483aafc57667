package io.numroute.schemas;

import io.numroute.schemas.BadRecordException.Code;
import org.jspecify.annotations.Nullable;

/** What is asked of every value before its frame is looked at. */
final class Frames {
  private Frames() {}

  static byte[] check(byte @Nullable [] bytes) throws BadRecordException {
    if (bytes == null) {
      throw new BadRecordException(Code.NULL_VALUE, "a record without value");
    } else if (bytes.length > AvroFraming.MAX_BYTES) {
      throw new BadRecordException(Code.TOO_LARGE, bytes.length + " bytes");
    }
    return bytes;
  }
}
