package io.numroute.hop;

/**
 * The frame versions one side speaks, from the lowest to the highest. A release speaks the newest
 * and the one before, so routers and edges can be replaced in any order.
 *
 * @param lowest at least 1
 * @param highest at most 255
 */
record Versions(int lowest, int highest) {
  /** What this release speaks. Version 1 is the first: there is none before it. */
  static final Versions OURS = new Versions(1, 1);

  Versions {
    if (lowest < 1 || highest > 255 || lowest > highest) {
      throw new IllegalArgumentException("no frame versions: " + lowest + " to " + highest);
    }
  }

  /** The highest version that both sides speak. */
  int agree(Versions peer) throws BadFrameException {
    int agreed = Math.min(highest, peer.highest);
    if (agreed < Math.max(lowest, peer.lowest)) {
      throw new BadFrameException("peer speaks frame versions " + peer + ", we speak " + this);
    }
    return agreed;
  }

  @Override
  public String toString() {
    return lowest + " to " + highest;
  }
}
