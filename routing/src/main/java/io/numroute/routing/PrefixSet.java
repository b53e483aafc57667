package io.numroute.routing;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** A set of prefixes, asked whether a number begins with any of them. Immutable. */
public final class PrefixSet {
  public static final PrefixSet EMPTY = new PrefixSet(List.of());

  private final Prefix[] prefixes;
  private final PrefixTable<Prefix> table;

  private PrefixSet(Collection<Prefix> prefixes) {
    this.prefixes = prefixes.stream().distinct().sorted().toArray(Prefix[]::new);
    PrefixTable<Prefix> filled = PrefixTable.empty();
    for (Prefix prefix : this.prefixes) {
      filled = filled.with(prefix.digits(), prefix);
    }
    this.table = filled;
  }

  public static PrefixSet of(Collection<Prefix> prefixes) {
    return prefixes.isEmpty() ? EMPTY : new PrefixSet(prefixes);
  }

  public boolean isEmpty() {
    return prefixes.length == 0;
  }

  public int size() {
    return prefixes.length;
  }

  /** In order. */
  public List<Prefix> prefixes() {
    return List.of(prefixes);
  }

  /** Whether the digits begin with one of them. Allocates nothing. */
  public boolean covers(long digits) {
    return table.longestMatch(digits) != null;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PrefixSet that && Arrays.equals(prefixes, that.prefixes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(prefixes);
  }

  @Override
  public String toString() {
    return Arrays.toString(prefixes);
  }
}
