package io.numroute.cli.client;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream, many at a time, in order. Lines are bytes here: whether they are text is
 * for the receiver to say. A gzip or zstd stream is read as what it holds. Of CSV the first line is
 * the header, which goes before each batch. One thread.
 */
public final class LineBatches {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int ZSTD_MAGIC = 0x28b5;
  private static final int MAX_BYTES = 1 << 20;

  /** What a sender may have asked for at most with {@code zstd --long=27}. */
  private static final int ZSTD_WINDOW_LOG = 27;

  private final Counted raw;
  private final InputStream source;
  private final Notation notation;
  private final int maxLines;
  private final MessageDigest digest;
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int end;
  private byte[] header = new byte[0];
  private long bytes;
  private long lines;

  /** How lines are written. */
  public enum Notation {
    CSV("text/csv"),
    NDJSON("application/x-ndjson");

    private final String mediaType;

    Notation(String mediaType) {
      this.mediaType = mediaType;
    }

    public String mediaType() {
      return mediaType;
    }
  }

  /**
   * Batches of at most {@code maxLines} lines.
   *
   * @param given the notation; null to tell by the first character, which is a brace in NDJSON
   */
  public LineBatches(InputStream stream, @Nullable Notation given, int maxLines)
      throws IOException {
    this.raw = new Counted(stream);
    this.source = opened(raw);
    this.maxLines = maxLines;
    this.digest = sha256();
    boolean any = fill();
    this.notation =
        given != null ? given : !any || buffer[0] == '{' ? Notation.NDJSON : Notation.CSV;
    if (notation == Notation.CSV) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      readLine(line);
      header = withEnd(line.toByteArray());
    }
  }

  private static InputStream opened(InputStream stream) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(stream, 1 << 16);
    buffered.mark(2);
    int magic = buffered.read() << 8 | buffered.read();
    buffered.reset();
    if (magic == GZIP_MAGIC) {
      return new GZIPInputStream(buffered, 1 << 16);
    } else if (magic == ZSTD_MAGIC) {
      ZstdInputStreamNoFinalizer zstd = new ZstdInputStreamNoFinalizer(buffered);
      zstd.setLongMax(ZSTD_WINDOW_LOG);
      return zstd;
    }
    return buffered;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }

  /**
   * How far a file was read, and what it held up to there.
   *
   * @param bytes of what a compressed file holds
   * @param sha256 of those bytes, in hexadecimal
   */
  public record Position(long lines, long bytes, String sha256) {}

  /**
   * Some lines.
   *
   * @param firstLine number of the first, from 1; a header counts
   * @param bytes the lines themselves
   * @param body what is sent: the header, if there is one, and the lines
   */
  @SuppressWarnings("ArrayRecordComponent") // sent as it is, compared by nobody
  public record Batch(long firstLine, int lines, byte[] bytes, byte[] body) {
    /** The number in the file of a line of the body. */
    long inFile(long lineOfBody) {
      return firstLine + lineOfBody - (body.length > bytes.length ? 2 : 1);
    }

    /** Where each of its lines begins, and where the last one ends. */
    int[] bounds() {
      int[] bounds = new int[lines + 1];
      int at = 0;
      for (int line = 1; line <= lines; line++) {
        while (at < bytes.length && bytes[at] != '\n') {
          at++;
        }
        at = Math.min(bytes.length, at + 1);
        bounds[line] = at;
      }
      return bounds;
    }
  }

  public Notation notation() {
    return notation;
  }

  /** The header of CSV with its line's end; empty otherwise. */
  public byte[] header() {
    return header.clone();
  }

  /** Bytes taken from the stream so far, compressed ones if it is. */
  public long consumed() {
    return raw.count;
  }

  /** Where the batches given out so far end. */
  public Position position() {
    try {
      MessageDigest soFar = (MessageDigest) digest.clone();
      return new Position(lines, bytes, HexFormat.of().formatHex(soFar.digest()));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e); // the JDK's can
    }
  }

  /**
   * Passes over what was read before; to be called before the first batch.
   *
   * @return whether the stream holds the same as then; if not, it is of no more use
   */
  public boolean goOnAt(Position before) throws IOException {
    while (bytes < before.bytes && (at < end || fill())) {
      int length = (int) Math.min(end - at, before.bytes - bytes);
      digest.update(buffer, at, length);
      at += length;
      bytes += length;
    }
    lines = before.lines;
    return position().equals(before);
  }

  /** The next lines; null after the last. */
  public @Nullable Batch next() throws IOException {
    ByteArrayOutputStream some = new ByteArrayOutputStream(1 << 14);
    long before = lines;
    some.write(header);
    while (lines - before < maxLines && some.size() < MAX_BYTES && readLine(some)) {
      // one more
    }
    if (lines == before) {
      return null;
    }
    byte[] body = some.toByteArray();
    byte[] own = header.length == 0 ? body : Arrays.copyOfRange(body, header.length, body.length);
    return new Batch(before + 1, (int) (lines - before), own, body);
  }

  /** Adds a line with its end; false when there is none. */
  private boolean readLine(ByteArrayOutputStream target) throws IOException {
    boolean any = false;
    while (at < end || fill()) {
      any = true;
      int stop = at;
      while (stop < end && buffer[stop] != '\n') {
        stop++;
      }
      boolean ended = stop < end;
      int length = (ended ? stop + 1 : stop) - at;
      target.write(buffer, at, length);
      digest.update(buffer, at, length);
      at += length;
      bytes += length;
      if (ended) {
        break;
      }
    }
    lines += any ? 1 : 0;
    return any;
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, source.read(buffer, 0, buffer.length));
    return end > 0;
  }

  static byte[] withEnd(byte[] line) {
    if (line.length == 0 || line[line.length - 1] == '\n') {
      return line;
    }
    byte[] whole = Arrays.copyOf(line, line.length + 1);
    whole[line.length] = '\n';
    return whole;
  }

  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
