package io.numroute.ingest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A gzip body that expands at most {@value #MAX_RATIO} times. Real imports shrink to a tenth or a
 * thirtieth; the format itself allows a thousandth, which is for bombs.
 */
final class GzipBody extends FilterInputStream {
  static final int MAX_RATIO = 200;

  /** Below this, the ratio says nothing. */
  private static final long ALWAYS_ALLOWED = 1 << 20;

  private final Counted compressed;
  private long expanded;

  private GzipBody(Counted compressed) throws IOException {
    super(new GZIPInputStream(compressed, 16 * 1024));
    this.compressed = compressed;
  }

  static InputStream of(InputStream body) throws IOException {
    return new GzipBody(new Counted(body));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    if (read > 0) {
      expanded += read;
      if (expanded > ALWAYS_ALLOWED && expanded / MAX_RATIO > compressed.count) {
        throw new ZipException("expands more than " + MAX_RATIO + " times");
      }
    }
    return read;
  }

  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      if (read >= 0) {
        count++;
      }
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      if (read > 0) {
        count += read;
      }
      return read;
    }
  }
}
