package io.numroute.ingest;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A gzip or zstd body that expands at most {@value #MAX_RATIO} times. Real imports shrink to a
 * tenth or a thirtieth; the formats allow a thousandth and less, which is for bombs. It is expanded
 * as fast as it is read and never held, so what is not yet counted is a buffer or, with zstd, a
 * window of 8 MiB (the most that RFC 9659 allows a sender).
 *
 * <p>Broken data is a {@link ZipException}, a cut body that or an {@link java.io.EOFException}.
 */
final class CompressedBody extends FilterInputStream {
  static final int MAX_RATIO = 200;
  private static final int MAX_WINDOW_LOG = 23;

  /** Below this, the ratio says nothing. */
  private static final long ALWAYS_ALLOWED = 1 << 20;

  private final Counted compressed;
  private long expanded;

  private CompressedBody(InputStream expanding, Counted compressed) {
    super(expanding);
    this.compressed = compressed;
  }

  static InputStream gzip(InputStream body) throws IOException {
    Counted counted = new Counted(body);
    return new CompressedBody(new GZIPInputStream(counted, 16 * 1024), counted);
  }

  static InputStream zstd(InputStream body) throws IOException {
    Counted counted = new Counted(body);
    ZstdInputStreamNoFinalizer zstd = new ZstdInputStreamNoFinalizer(counted);
    zstd.setLongMax(MAX_WINDOW_LOG);
    return new CompressedBody(zstd, counted);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read;
    try {
      read = in.read(target, offset, length);
    } catch (ZstdIOException e) {
      ZipException broken = new ZipException("not zstd");
      broken.initCause(e);
      throw broken;
    }
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
