package io.numroute.edge.journal;

/**
 * The end of an Answer, which only the forwarder knows: the Avro fields {@code epoch}, {@code
 * sequence}, {@code previousHash} and {@code possibleDuplicate}, appended to the bytes that the
 * journal holds. Avro writes a record's fields one after the other, so appending is enough.
 */
final class AnswerTail {
  /**
   * Most bytes that the tail takes: two longs of at most 10, and {@link AnswerChain#TAIL_BYTES}.
   */
  static final int MAX_BYTES = 10 + 10 + AnswerChain.TAIL_BYTES;

  private AnswerTail() {}

  /**
   * Makes the value to be sent of the first {@code length} bytes of {@code scratch}, which has room
   * for {@link #MAX_BYTES} more, and goes over it with the chain.
   */
  static byte[] complete(
      byte[] scratch, int length, long epoch, long sequence, AnswerChain chain, boolean again) {
    int at = putLong(scratch, length, epoch);
    at = putLong(scratch, at, sequence);
    byte[] value = new byte[at + AnswerChain.TAIL_BYTES];
    System.arraycopy(scratch, 0, value, 0, at);
    value[at] = (byte) (AnswerChain.BYTES << 1);
    System.arraycopy(chain.value(), 0, value, at + 1, AnswerChain.BYTES);
    value[at + 1 + AnswerChain.BYTES] = (byte) (again ? 1 : 0);
    chain.add(value, at);
    return value;
  }

  /** Avro's zig-zag variable-length long. */
  private static int putLong(byte[] target, int offset, long value) {
    int at = offset;
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at;
  }
}
