package io.numroute.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bounds the body of every resource method, however it is framed. */
final class BodyBounds implements DynamicFeature {
  private final long defaultBytes;

  BodyBounds(long defaultBytes) {
    this.defaultBytes = defaultBytes;
  }

  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    MaxBody own = resource.getResourceMethod().getAnnotation(MaxBody.class);
    context.register(new Bound(own == null ? defaultBytes : own.value()));
  }

  private record Bound(long maxBytes) implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      String method = request.getMethod();
      if (method.equals("GET") || method.equals("HEAD")) {
        return; // the guard lets none with a body in
      }
      String length = request.getHeaderString("Content-Length");
      if (length != null && Long.parseLong(length) > maxBytes) {
        throw tooLarge(maxBytes);
      }
      request.setEntityStream(new BoundedStream(request.getEntityStream(), maxBytes));
    }
  }

  static ProblemException tooLarge(long maxBytes) {
    return Problems.BODY_TOO_LARGE.because("A body here has at most " + maxBytes + " bytes.");
  }

  /** Fails with 413 at the first byte beyond the bound. */
  private static final class BoundedStream extends FilterInputStream {
    private final long maxBytes;
    private long left;

    BoundedStream(InputStream in, long maxBytes) {
      super(in);
      this.maxBytes = maxBytes;
      this.left = maxBytes;
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      if (b >= 0) {
        count(1);
      }
      return b;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int read = super.read(to, offset, length);
      if (read > 0) {
        count(read);
      }
      return read;
    }

    @Override
    public long skip(long n) throws IOException {
      long skipped = super.skip(n);
      count(skipped);
      return skipped;
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    private void count(long bytes) {
      left -= bytes;
      if (left < 0) {
        throw tooLarge(maxBytes);
      }
    }
  }
}
