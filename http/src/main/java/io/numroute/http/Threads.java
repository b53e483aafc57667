package io.numroute.http;

/** Which threads run an application behind a {@link HttpDoor}. */
public enum Threads {
  /** Everything on a worker: what is served may block. */
  WORKERS,
  /**
   * GET and HEAD on the I/O thread that read the request, so they must not block; the rest on a
   * worker.
   */
  IO_FOR_READS
}
