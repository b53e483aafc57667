package io.numroute.routing;

import org.jspecify.annotations.Nullable;

/**
 * The name by which an ISP is known in keys and URLs: 1 to 63 characters of {@code a-z 0-9 -},
 * beginning with a letter or digit. It never changes and is never given to another.
 *
 * <p>A value, compared by its text. Two are compared in every lookup, twice, and come from
 * different logs: so the text is interned and its hash kept here, and neither comparing nor hashing
 * reads the text. Making one costs a search in the JVM's table of texts.
 */
public final class IspId implements Comparable<IspId> {
  private final String value;
  private final int hash;

  public IspId(String value) {
    Names.check("ISP id", value);
    this.value = value.intern();
    this.hash = value.hashCode();
  }

  public String value() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    // The texts are the same object when they are equal, which String.equals looks at first.
    return this == other || (other instanceof IspId id && value.equals(id.value));
  }

  @Override
  public int hashCode() {
    return hash;
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
