package io.numroute.routing;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from prefixes to values that finds the longest prefix of a number. Changing it
 * gives a new table that shares all but one path, so readers never wait and never see a half-made
 * change.
 *
 * <p>A digit trie. A node is one array: its layout, the value that ends here if there is one, and a
 * slot for each digit that goes on, which holds a child node, or directly the value when nothing
 * lies below it. There are only 2,048 layouts, which digits go on and whether a value ends here, so
 * they are shared: a node costs 20 bytes and four a slot. A look-up touches at most one node per
 * digit and allocates nothing; a change copies at most 16 small nodes. Values must be no arrays.
 *
 * @param <V> what a prefix stands for
 */
public final class PrefixTable<V> {
  private static final Object[] NOTHING = {Layout.of(0, false)};
  private static final PrefixTable<?> EMPTY = new PrefixTable<>(NOTHING, 0);

  private final Object[] root;
  private final int size;

  private PrefixTable(Object[] root, int size) {
    this.root = root;
    this.size = size;
  }

  /** The table without prefixes. */
  @SuppressWarnings("unchecked")
  public static <V> PrefixTable<V> empty() {
    return (PrefixTable<V>) EMPTY;
  }

  /** Number of prefixes. */
  public int size() {
    return size;
  }

  /**
   * The value of the longest prefix of {@code digits}, itself included; null when there is none.
   */
  @SuppressWarnings("unchecked")
  public @Nullable V longestMatch(long digits) {
    Object best = null;
    Object[] node = root;
    long rest = digits;
    while (true) {
      Layout layout = (Layout) node[0];
      if (layout.hasValue()) {
        best = node[1];
      }
      int digit = (int) (rest >>> 60) - 1;
      if (digit < 0 || !layout.goesOn(digit)) {
        return (V) best;
      }
      Object slot = node[layout.slot(digit)];
      if (!(slot instanceof Object[] child)) {
        return (V) slot;
      }
      node = child;
      rest <<= 4;
    }
  }

  /**
   * The value of the longest prefix of {@code digits} that is strictly shorter; null when there is
   * none.
   */
  public @Nullable V longestMatchAbove(long digits) {
    return longestMatch(Digits.first(digits, Digits.length(digits) - 1));
  }

  /** The value of exactly this prefix, or null. */
  @SuppressWarnings("unchecked")
  public @Nullable V get(long prefix) {
    Object slot = slotOf(prefix);
    return slot instanceof Object[] node ? (V) valueOf(node) : (V) slot;
  }

  /** Whether any prefix of the table begins with {@code digits}, itself included. */
  public boolean anyBeginsWith(long digits) {
    Object slot = slotOf(digits);
    return slot != null && (slot != root || size > 0);
  }

  private @Nullable Object slotOf(long digits) {
    Object slot = root;
    for (long rest = digits; rest != 0; rest <<= 4) {
      if (!(slot instanceof Object[] node)) {
        return null;
      }
      int digit = (int) (rest >>> 60) - 1;
      Layout layout = (Layout) node[0];
      if (!layout.goesOn(digit)) {
        return null;
      }
      slot = node[layout.slot(digit)];
    }
    return slot;
  }

  /** This table with {@code value} at {@code prefix}, in place of what was there. */
  public PrefixTable<V> with(long prefix, V value) {
    Objects.requireNonNull(value);
    boolean isNew = get(prefix) == null;
    return new PrefixTable<>(put(root, prefix, value), isNew ? size + 1 : size);
  }

  private static Object[] put(Object[] node, long rest, Object value) {
    if (rest == 0) {
      return withValue(node, value);
    }
    int digit = (int) (rest >>> 60) - 1;
    long below = rest << 4;
    Layout layout = (Layout) node[0];
    int index = layout.slot(digit);
    if (!layout.goesOn(digit)) {
      Object[] longer = inserted(node, index);
      longer[0] = layout.with(digit);
      longer[index] = below == 0 ? value : put(NOTHING, below, value);
      return longer;
    }
    Object[] changed = node.clone();
    if (node[index] instanceof Object[] child) {
      changed[index] = put(child, below, value);
    } else {
      changed[index] = below == 0 ? value : put(withValue(NOTHING, node[index]), below, value);
    }
    return changed;
  }

  private static Object[] withValue(Object[] node, Object value) {
    Layout layout = (Layout) node[0];
    Object[] changed = layout.hasValue() ? node.clone() : inserted(node, 1);
    changed[0] = layout.withValue();
    changed[1] = value;
    return changed;
  }

  private static Object[] inserted(Object[] node, int index) {
    Object[] longer = new Object[node.length + 1];
    System.arraycopy(node, 0, longer, 0, index);
    System.arraycopy(node, index, longer, index + 1, node.length - index);
    return longer;
  }

  private static @Nullable Object valueOf(Object[] node) {
    return ((Layout) node[0]).hasValue() ? node[1] : null;
  }

  /** This table without {@code prefix}; itself when the prefix is not there. */
  public PrefixTable<V> without(long prefix) {
    if (prefix == 0 || get(prefix) == null) {
      return this;
    }
    Object left = remove(root, prefix);
    Object[] newRoot =
        left instanceof Object[] node ? node : left == null ? NOTHING : withValue(NOTHING, left);
    return new PrefixTable<>(newRoot, size - 1);
  }

  /** What stands in place of {@code node}: a node, a bare value, or null when nothing is left. */
  private static @Nullable Object remove(Object[] node, long rest) {
    Layout layout = (Layout) node[0];
    if (rest == 0) {
      return layout.goesOn() ? shorter(node, 1, layout.withoutValue()) : null;
    }
    int digit = (int) (rest >>> 60) - 1;
    int index = layout.slot(digit);
    Object left = node[index] instanceof Object[] child ? remove(child, rest << 4) : null;
    if (left != null) {
      Object[] changed = node.clone();
      changed[index] = left;
      return changed;
    }
    Layout without = layout.without(digit);
    return without.goesOn() ? shorter(node, index, without) : valueOf(node);
  }

  private static Object[] shorter(Object[] node, int index, Layout layout) {
    Object[] changed = Arrays.copyOf(node, node.length - 1);
    System.arraycopy(node, index + 1, changed, index, changed.length - index);
    changed[0] = layout;
    return changed;
  }

  /** Calls {@code visitor} with each prefix, packed, and its value, in lexicographic order. */
  public void forEach(BiConsumer<Long, ? super V> visitor) {
    visit(root, Digits.EMPTY, visitor);
  }

  @SuppressWarnings("unchecked")
  private static <V> void visit(Object[] node, long prefix, BiConsumer<Long, ? super V> visitor) {
    Layout layout = (Layout) node[0];
    if (layout.hasValue()) {
      visitor.accept(prefix, (V) node[1]);
    }
    for (int digit = 0; digit < 10; digit++) {
      if (layout.goesOn(digit)) {
        long below = Digits.append(prefix, digit);
        Object slot = node[layout.slot(digit)];
        if (slot instanceof Object[] child) {
          visit(child, below, visitor);
        } else {
          visitor.accept(below, (V) slot);
        }
      }
    }
  }

  /**
   * What a node holds: bit d for each digit that goes on, and whether a value ends here. One object
   * for each combination, so a node needs a reference and no fields of its own.
   *
   * @param first index of the first slot in the node
   */
  private record Layout(int digits, int first) {
    private static final int ALL = 1 << 10;
    private static final Layout[] LAYOUTS = new Layout[2 * ALL];

    static {
      for (int digits = 0; digits < ALL; digits++) {
        LAYOUTS[digits] = new Layout(digits, 1);
        LAYOUTS[ALL + digits] = new Layout(digits, 2);
      }
    }

    static Layout of(int digits, boolean hasValue) {
      return LAYOUTS[hasValue ? ALL + digits : digits];
    }

    boolean hasValue() {
      return first == 2;
    }

    boolean goesOn() {
      return digits != 0;
    }

    boolean goesOn(int digit) {
      return (digits >>> digit & 1) != 0;
    }

    /** Index of the digit's slot, or of where it would come. */
    int slot(int digit) {
      return first + Integer.bitCount(digits & ((1 << digit) - 1));
    }

    Layout with(int digit) {
      return of(digits | 1 << digit, hasValue());
    }

    Layout without(int digit) {
      return of(digits & ~(1 << digit), hasValue());
    }

    Layout withValue() {
      return of(digits, true);
    }

    Layout withoutValue() {
      return of(digits, false);
    }
  }
}
