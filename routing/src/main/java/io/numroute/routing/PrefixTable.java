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
 * <p>A digit trie. A slot of a node holds a child node, or directly the value when nothing lies
 * below it; the bitmap tells which of the ten digits have a slot, so a dense level costs four bytes
 * a prefix and a sparse one 40. A look-up touches at most one node per digit and allocates nothing;
 * a change copies at most 16 small nodes. Values must be no {@code Node}.
 *
 * @param <V> what a prefix stands for
 */
public final class PrefixTable<V> {
  private static final Object[] NO_SLOTS = {};
  private static final PrefixTable<?> EMPTY = new PrefixTable<>(new Node(null, 0, NO_SLOTS), 0);

  private final Node root;
  private final int size;

  private PrefixTable(Node root, int size) {
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
    Node node = root;
    long rest = digits;
    while (true) {
      if (node.value != null) {
        best = node.value;
      }
      int digit = (int) (rest >>> 60) - 1;
      if (digit < 0 || (node.bitmap >>> digit & 1) == 0) {
        return (V) best;
      }
      Object slot = node.slots[node.index(digit)];
      if (!(slot instanceof Node child)) {
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
    return slot instanceof Node node ? (V) node.value : (V) slot;
  }

  /** Whether any prefix of the table begins with {@code digits}, itself included. */
  public boolean anyBeginsWith(long digits) {
    Object slot = slotOf(digits);
    return slot != null && (slot != root || size > 0);
  }

  private @Nullable Object slotOf(long digits) {
    Object slot = root;
    for (long rest = digits; rest != 0; rest <<= 4) {
      if (!(slot instanceof Node node)) {
        return null;
      }
      int digit = (int) (rest >>> 60) - 1;
      if ((node.bitmap >>> digit & 1) == 0) {
        return null;
      }
      slot = node.slots[node.index(digit)];
    }
    return slot;
  }

  /** This table with {@code value} at {@code prefix}, in place of what was there. */
  public PrefixTable<V> with(long prefix, V value) {
    Objects.requireNonNull(value);
    boolean isNew = get(prefix) == null;
    return new PrefixTable<>(put(root, prefix, value), isNew ? size + 1 : size);
  }

  private static Node put(Node node, long rest, Object value) {
    if (rest == 0) {
      return new Node(value, node.bitmap, node.slots);
    }
    int digit = (int) (rest >>> 60) - 1;
    int index = node.index(digit);
    long below = rest << 4;
    if ((node.bitmap >>> digit & 1) == 0) {
      Object[] slots = new Object[node.slots.length + 1];
      System.arraycopy(node.slots, 0, slots, 0, index);
      System.arraycopy(node.slots, index, slots, index + 1, node.slots.length - index);
      slots[index] = below == 0 ? value : put(new Node(null, 0, NO_SLOTS), below, value);
      return new Node(node.value, node.bitmap | 1 << digit, slots);
    }
    Object[] slots = node.slots.clone();
    if (slots[index] instanceof Node child) {
      slots[index] = put(child, below, value);
    } else {
      slots[index] = below == 0 ? value : put(new Node(slots[index], 0, NO_SLOTS), below, value);
    }
    return new Node(node.value, node.bitmap, slots);
  }

  /** This table without {@code prefix}; itself when the prefix is not there. */
  public PrefixTable<V> without(long prefix) {
    if (prefix == 0 || get(prefix) == null) {
      return this;
    }
    Object rest = remove(root, prefix);
    Node newRoot = rest instanceof Node node ? node : new Node(rest, 0, NO_SLOTS);
    return new PrefixTable<>(newRoot, size - 1);
  }

  /** What stands in place of {@code node}: a node, a bare value, or null when nothing is left. */
  private static @Nullable Object remove(Node node, long rest) {
    if (rest == 0) {
      return shrunk(null, node.bitmap, node.slots);
    }
    int digit = (int) (rest >>> 60) - 1;
    int index = node.index(digit);
    Object left = node.slots[index] instanceof Node child ? remove(child, rest << 4) : null;
    if (left != null) {
      Object[] slots = node.slots.clone();
      slots[index] = left;
      return new Node(node.value, node.bitmap, slots);
    }
    Object[] slots = Arrays.copyOf(node.slots, node.slots.length - 1);
    System.arraycopy(node.slots, index + 1, slots, index, slots.length - index);
    return shrunk(node.value, node.bitmap & ~(1 << digit), slots);
  }

  private static @Nullable Object shrunk(@Nullable Object value, int bitmap, Object[] slots) {
    return bitmap == 0 ? value : new Node(value, bitmap, slots);
  }

  /** Calls {@code visitor} with each prefix, packed, and its value, in lexicographic order. */
  public void forEach(BiConsumer<Long, ? super V> visitor) {
    visit(root, Digits.EMPTY, visitor);
  }

  @SuppressWarnings("unchecked")
  private static <V> void visit(Node node, long prefix, BiConsumer<Long, ? super V> visitor) {
    if (node.value != null) {
      visitor.accept(prefix, (V) node.value);
    }
    for (int digit = 0; digit < 10; digit++) {
      if ((node.bitmap >>> digit & 1) != 0) {
        long below = Digits.append(prefix, digit);
        Object slot = node.slots[node.index(digit)];
        if (slot instanceof Node child) {
          visit(child, below, visitor);
        } else {
          visitor.accept(below, (V) slot);
        }
      }
    }
  }

  /** One digit's choice: what ends here, and a slot for each digit that goes on. */
  private record Node(@Nullable Object value, int bitmap, Object[] slots) {
    int index(int digit) {
      return Integer.bitCount(bitmap & ((1 << digit) - 1));
    }
  }
}
