package io.numroute.routing;

/**
 * The name by which an ISP is known in keys and URLs: 1 to 63 characters of {@code a-z 0-9 -},
 * beginning with a letter or digit. It never changes and is never given to another.
 */
public record IspId(String value) implements Comparable<IspId> {
  public IspId {
    Names.check("ISP id", value);
  }

  @Override
  public int compareTo(IspId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
