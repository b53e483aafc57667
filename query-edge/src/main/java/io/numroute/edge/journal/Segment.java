package io.numroute.edge.journal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of the journal, mapped into memory. All integers little-endian:
 *
 * <pre>
 *   header (256 bytes)  magic u64 | version u32 | crc32c u32 of what follows |
 *                       file number u64 | epoch u64 | first sequence u64 | edge id: length u8, ASCII
 *   record (8-aligned)  length u32 | crc u32 | sequence u64 | bytes | padding
 *                       length 0: nothing here yet; length -1: the segment ends here
 * </pre>
 *
 * <p>A record's length is written last, with release order: whoever sees it sees the record. Its
 * crc is the CRC32C of the bytes, folded with sequence and length so that a record that strayed is
 * no record.
 *
 * <p>One thread at a time appends (the journal's lock), one thread reads (the forwarder). {@link
 * #touchAhead}, {@link #force} and {@link #close} exclude one another; the journal closes a segment
 * only when it is sealed and read to its end.
 */
final class Segment {
  static final int HEADER_BYTES = 256;
  static final int RECORD_HEADER_BYTES = 16;
  static final int END = -1;
  static final String SUFFIX = ".journal";

  private static final long MAGIC = 0x314C4E524A524E41L; // "ANRJRNL1"
  private static final int FORMAT = 1;
  private static final int MAX_EDGE_ID = 200;
  private static final int PAGE = 4096;
  private static final int ZEROS = 1 << 20;
  private static final VarHandle INTS =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final Path file;
  private final long number;
  private final MappedByteBuffer buffer;
  private long epoch;
  private String edge = "";

  /** Where the next record goes. Written under the journal's lock. */
  private volatile int position = HEADER_BYTES;

  private int touched;
  private int forced;
  private boolean closed;

  private Segment(Path file, long number, MappedByteBuffer buffer) {
    this.file = file;
    this.number = number;
    this.buffer = buffer;
    buffer.order(ByteOrder.LITTLE_ENDIAN);
  }

  static Path fileOf(Path directory, long number) {
    String digits = Long.toString(number);
    return directory.resolve("0".repeat(Math.max(0, 12 - digits.length())) + digits + SUFFIX);
  }

  /** The number in a segment's file name, or -1 for any other file. */
  static long numberOf(Path file) {
    String name = String.valueOf(file.getFileName());
    if (!name.endsWith(SUFFIX)) {
      return -1;
    }
    try {
      return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /**
   * A new segment, really allocated: zeros are written, so that a full disk is an IOException here
   * and not a SIGBUS at an append, and its pages are in memory.
   */
  static Segment create(Path directory, long number, int bytes, boolean durable)
      throws IOException {
    Path file = fileOf(directory, number);
    boolean made = false;
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(Math.min(ZEROS, bytes));
      for (int left = bytes; left > 0; ) {
        zeros.clear().limit(Math.min(zeros.capacity(), left));
        left -= channel.write(zeros);
      }
      if (durable) {
        channel.force(true);
        forceDirectory(directory);
      }
      Segment segment = new Segment(file, number, channel.map(MapMode.READ_WRITE, 0, bytes));
      segment.touchAhead(Math.min(bytes, ZEROS));
      made = true;
      return segment;
    } finally {
      if (!made) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** A segment that an earlier process left, or null when it has no sound header. */
  static @Nullable Segment reopen(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < HEADER_BYTES || channel.size() > Integer.MAX_VALUE) {
        return null;
      }
      Segment segment =
          new Segment(file, numberOf(file), channel.map(MapMode.READ_ONLY, 0, channel.size()));
      if (segment.readHeader()) {
        return segment;
      }
      segment.close();
      return null;
    }
  }

  /** Whether a file has no header: it was prepared and never begun. */
  static boolean isBlank(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
      while (header.hasRemaining() && channel.read(header) >= 0) {}
      for (int i = 0; i < header.position(); i++) {
        if (header.get(i) != 0) {
          return false;
        }
      }
      return true;
    }
  }

  /** Makes it the one that is written to. */
  void begin(String edge, long epoch, long firstSequence) {
    byte[] name = edge.getBytes(StandardCharsets.UTF_8);
    if (name.length > MAX_EDGE_ID) {
      throw new IllegalArgumentException("edge.id is too long");
    }
    this.edge = edge;
    this.epoch = epoch;
    buffer.putLong(16, number);
    buffer.putLong(24, epoch);
    buffer.putLong(32, firstSequence);
    buffer.put(40, (byte) name.length);
    buffer.put(41, name, 0, name.length);
    buffer.putInt(12, headerCrc());
    buffer.putInt(8, FORMAT);
    buffer.putLong(0, MAGIC);
  }

  private boolean readHeader() {
    if (buffer.getLong(0) != MAGIC || buffer.getInt(12) != headerCrc()) {
      return false;
    }
    if (buffer.getInt(8) != FORMAT) {
      throw new IllegalStateException(
          file.getFileName() + " has journal format " + buffer.getInt(8) + ", not " + FORMAT);
    }
    byte[] name = new byte[buffer.get(40) & 0xFF];
    buffer.get(41, name, 0, name.length);
    edge = new String(name, StandardCharsets.UTF_8);
    epoch = buffer.getLong(24);
    return true;
  }

  private int headerCrc() {
    CRC32C crc = new CRC32C();
    crc.update(buffer.slice(16, HEADER_BYTES - 16));
    return (int) crc.getValue();
  }

  /**
   * Appends one record; false when it does not fit.
   *
   * @param bytesCrc CRC32C of the bytes alone
   */
  boolean append(long sequence, byte[] bytes, int offset, int length, int bytesCrc) {
    int at = position;
    int end = at + align(RECORD_HEADER_BYTES + length);
    if (end + Integer.BYTES > buffer.capacity()) {
      return false;
    }
    buffer.putInt(at + 4, crcOf(bytesCrc, sequence, length));
    buffer.putLong(at + 8, sequence);
    buffer.put(at + RECORD_HEADER_BYTES, bytes, offset, length);
    INTS.setRelease(buffer, at, length);
    position = end;
    return true;
  }

  /** Nothing more will be appended. */
  void seal() {
    INTS.setRelease(buffer, position, END);
  }

  static int crcOf(int bytesCrc, long sequence, int length) {
    long folded = (sequence * 0x9E3779B97F4A7C15L) ^ length;
    return bytesCrc ^ (int) (folded ^ folded >>> 32);
  }

  static int align(int bytes) {
    return (bytes + 7) & ~7;
  }

  /** Length of the record at {@code at}, 0 when there is none yet, or {@link #END}. */
  int lengthAt(int at) {
    return at + Integer.BYTES > buffer.capacity() ? END : (int) INTS.getAcquire(buffer, at);
  }

  int crcAt(int at) {
    return buffer.getInt(at + 4);
  }

  long sequenceAt(int at) {
    return buffer.getLong(at + 8);
  }

  void read(int at, byte[] target, int offset, int length) {
    buffer.get(at + RECORD_HEADER_BYTES, target, offset, length);
  }

  /** Whether everything from {@code at} on is zero, as in a segment that was cut by a crash. */
  boolean blankFrom(int at) {
    for (int i = at; i < buffer.capacity(); i++) {
      if (buffer.get(i) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Brings the next {@code bytes} after the append position into memory, writable, so that no I/O
   * thread takes the page fault. A compare-and-set of zero by zero changes nothing, also while
   * another thread appends there.
   */
  synchronized void touchAhead(int bytes) {
    if (closed) {
      return;
    }
    int start = position;
    int end = Math.min(buffer.capacity() - Integer.BYTES, start + bytes);
    int from = Math.max(touched, (start + PAGE - 1) / PAGE * PAGE);
    for (int at = from; at < end; at += PAGE) {
      INTS.compareAndSet(buffer, at, 0, 0);
      touched = at + PAGE;
    }
  }

  /** Waits until what was appended so far is on disk. */
  synchronized void force() {
    int end = Math.min(buffer.capacity(), position + Integer.BYTES);
    if (!closed && end > forced) {
      int from = forced / PAGE * PAGE;
      buffer.force(from, end - from);
      forced = end;
    }
  }

  /** Gives the mapping back. Nobody may append to it or read it any more. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      Unmapping.unmap(buffer);
    }
  }

  /** Gives the mapping back and deletes the file. */
  void delete() throws IOException {
    close();
    Files.deleteIfExists(file);
  }

  /** Gives the mapping back and keeps the file under another name, for people to look at. */
  void setAside() throws IOException {
    close();
    Files.move(file, file.resolveSibling(file.getFileName() + ".damaged"));
  }

  Path file() {
    return file;
  }

  long number() {
    return number;
  }

  int bytes() {
    return buffer.capacity();
  }

  long epoch() {
    return epoch;
  }

  String edge() {
    return edge;
  }

  long firstSequence() {
    return buffer.getLong(32);
  }

  private static void forceDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
