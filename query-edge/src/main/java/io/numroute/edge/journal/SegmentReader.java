package io.numroute.edge.journal;

import java.util.zip.CRC32C;

/**
 * Walks the records of one segment. After {@link #next} has said {@link Step#RECORD}, the record
 * stands in {@link #bytes} from 0 to {@link #length}. For one thread.
 */
final class SegmentReader {
  /** What {@link #next} found. */
  enum Step {
    RECORD,
    /** Nothing yet; later perhaps. */
    NOTHING,
    /** The segment was sealed here. */
    END,
    /** What stands here is no record of this segment: a torn tail, or damage. */
    DAMAGED
  }

  private final Segment segment;
  private final CRC32C crc = new CRC32C();
  private int position;
  private long expected;
  private byte[] bytes = new byte[1024];
  private int length;

  SegmentReader(Segment segment) {
    this(segment, Segment.HEADER_BYTES, segment.firstSequence());
  }

  /**
   * @param sequence of the record that begins at {@code position}
   */
  SegmentReader(Segment segment, int position, long sequence) {
    this.segment = segment;
    this.position = position;
    this.expected = sequence;
  }

  Step next() {
    int found = segment.lengthAt(position);
    if (found == 0) {
      return Step.NOTHING;
    } else if (found == Segment.END) {
      return Step.END;
    }
    long end = (long) position + Segment.RECORD_HEADER_BYTES + found;
    if (found < 0 || end > segment.bytes() || segment.sequenceAt(position) != expected) {
      return Step.DAMAGED;
    }
    if (bytes.length < found) {
      bytes = new byte[found];
    }
    segment.read(position, bytes, 0, found);
    crc.reset();
    crc.update(bytes, 0, found);
    if (Segment.crcOf((int) crc.getValue(), expected, found) != segment.crcAt(position)) {
      return Step.DAMAGED;
    }
    length = found;
    position += Segment.align(Segment.RECORD_HEADER_BYTES + found);
    expected++;
    return Step.RECORD;
  }

  Segment segment() {
    return segment;
  }

  /** Where the next record begins. */
  int position() {
    return position;
  }

  /** Sequence of the next record. */
  long sequence() {
    return expected;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }
}
