package io.numroute.http;

/** What a {@link Role} may permit. */
public enum Right {
  /** Ask for routes: logged, and billed to the asking ISP. */
  ASK("ask for routes"),
  /** Ask why a route is as it is, or would be; logged, not billed. */
  EXPLAIN("ask for explanations"),
  /** Read what ingest shows: what is public, and what is one's own. */
  READ("read"),
  /** Give commands, report on gateways, import, make and revoke keys. */
  WRITE("change anything");

  private final String words;

  Right(String words) {
    this.words = words;
  }

  /** Completes "the role gateway may not ...". */
  public String words() {
    return words;
  }
}
