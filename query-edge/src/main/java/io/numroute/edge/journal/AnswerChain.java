package io.numroute.edge.journal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hash chain over the answers of one epoch. Its first value is the SHA-256 of the epoch (8
 * bytes, big-endian); after each record it is the SHA-256 of the value before and the record's
 * bytes up to and including {@code sequence}, framing included. Each record carries the value
 * before it, so none can be changed, left out or moved unseen. For one thread.
 */
public final class AnswerChain {
  /** Size of a chain value. */
  public static final int BYTES = 32;

  /**
   * Bytes of an encoded Answer after {@code sequence}: previousHash (a length byte and {@link
   * #BYTES}) and possibleDuplicate.
   */
  public static final int TAIL_BYTES = 1 + BYTES + 1;

  private final MessageDigest sha256;
  private byte[] value;

  private AnswerChain(byte[] value) {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    this.value = value;
  }

  /** The chain before an epoch's first record. */
  public static AnswerChain start(long epoch) {
    AnswerChain chain = new AnswerChain(new byte[0]);
    chain.value = chain.sha256.digest(ByteBuffer.allocate(8).putLong(epoch).array());
    return chain;
  }

  /** The chain at a value seen before. */
  public static AnswerChain at(byte[] value) {
    return new AnswerChain(value.clone());
  }

  /** The value before the next record; not to be changed. */
  public byte[] value() {
    return value;
  }

  /** Goes over one record: {@code length} bytes end with its sequence. */
  public void add(byte[] record, int length) {
    sha256.update(value);
    sha256.update(record, 0, length);
    value = sha256.digest();
  }
}
