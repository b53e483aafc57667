package io.numroute.audit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash chain over the answers of one (edge, epoch), computed from the records alone. Written a
 * second time, apart from the edge's, so that an error there is not repeated here.
 */
final class AnswerChain {
  /**
   * Bytes behind {@code sequence} in an encoded Answer: previousHash (length byte and 32) and
   * possibleDuplicate.
   */
  private static final int TAIL = 1 + 32 + 1;

  private AnswerChain() {}

  /** The value before the first record: SHA-256 of the epoch, 8 bytes, big-endian. */
  static byte[] start(long epoch) {
    return sha256().digest(ByteBuffer.allocate(8).putLong(epoch).array());
  }

  /**
   * The value after a record: SHA-256 of the one before and the framed record up to and including
   * its sequence.
   */
  static byte[] next(byte[] previous, byte[] framed) {
    MessageDigest sha256 = sha256();
    sha256.update(previous);
    sha256.update(framed, 0, Math.max(0, framed.length - TAIL));
    return sha256.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
