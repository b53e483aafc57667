package io.numroute.cli.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream, many at a time, in order. Lines are bytes here: whether they are text is
 * for the receiver to say. A gzip stream is read as what it holds.
 */
public final class LineBatches {
  private static final int GZIP_MAGIC_0 = 0x1f;
  private static final int GZIP_MAGIC_1 = 0x8b;
  private static final int MAX_BYTES = 1 << 20;

  private final InputStream source;
  private final int maxLines;
  private long firstLine = 1;

  /** Batches of at most {@code maxLines} lines. */
  public LineBatches(InputStream source, int maxLines) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(source, 1 << 16);
    buffered.mark(2);
    boolean zipped = buffered.read() == GZIP_MAGIC_0 && buffered.read() == GZIP_MAGIC_1;
    buffered.reset();
    this.source =
        zipped
            ? new BufferedInputStream(new GZIPInputStream(buffered, 1 << 16), 1 << 16)
            : buffered;
    this.maxLines = maxLines;
  }

  /**
   * Some lines.
   *
   * @param firstLine number of the first, from 1
   */
  @SuppressWarnings("ArrayRecordComponent") // sent as it is, compared by nobody
  public record Batch(long firstLine, int lines, byte[] bytes) {}

  /** The next lines; null after the last. */
  public @Nullable Batch next() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 14);
    int lines = 0;
    boolean open = false;
    while (lines < maxLines && (open || bytes.size() < MAX_BYTES)) {
      int b = source.read();
      if (b < 0) {
        lines += open ? 1 : 0;
        break;
      }
      bytes.write(b);
      open = b != '\n';
      if (!open) {
        lines++;
      }
    }
    if (bytes.size() == 0) {
      return null;
    }
    Batch batch = new Batch(firstLine, lines, bytes.toByteArray());
    firstLine += lines;
    return batch;
  }
}
