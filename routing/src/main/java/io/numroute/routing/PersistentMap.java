package io.numroute.routing;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map. Changing it gives a new map that shares all but one path of the old one.
 *
 * <p>A hash array mapped trie (P. Bagwell, "Ideal Hash Trees", 2001): five hash bits a level, a
 * bitmap of used slots; a slot is an entry or a node; keys whose 32 hash bits agree share a bucket.
 * Iteration order is the order of the hashes: the same for the same content when {@code K.hashCode}
 * is defined by content.
 *
 * @param <K> keys with equals and hashCode
 * @param <V> values
 */
final class PersistentMap<K, V> {
  private static final PersistentMap<?, ?> EMPTY =
      new PersistentMap<>(new Node(0, new Object[0]), 0);

  private final Node root;
  private final int size;

  private PersistentMap(Node root, int size) {
    this.root = root;
    this.size = size;
  }

  @SuppressWarnings("unchecked")
  static <K, V> PersistentMap<K, V> empty() {
    return (PersistentMap<K, V>) EMPTY;
  }

  int size() {
    return size;
  }

  /** The value of {@code key}, or null. Allocates nothing. */
  @SuppressWarnings("unchecked")
  @Nullable V get(K key) {
    int hash = spread(key.hashCode());
    Node node = root;
    for (int shift = 0; ; shift += 5) {
      int bit = 1 << (hash >>> shift & 31);
      if ((node.bitmap & bit) == 0) {
        return null;
      }
      Object slot = node.slots[node.index(bit)];
      if (slot instanceof Node child) {
        node = child;
      } else if (slot instanceof Entry entry) {
        return entry.key.equals(key) ? (V) entry.value : null;
      } else {
        for (Entry entry : ((Bucket) slot).entries) {
          if (entry.key.equals(key)) {
            return (V) entry.value;
          }
        }
        return null;
      }
    }
  }

  PersistentMap<K, V> with(K key, V value) {
    Objects.requireNonNull(value);
    boolean isNew = get(key) == null;
    Entry entry = new Entry(spread(key.hashCode()), key, value);
    return new PersistentMap<>(put(root, 0, entry), isNew ? size + 1 : size);
  }

  private static Node put(Node node, int shift, Entry entry) {
    int bit = 1 << (entry.hash >>> shift & 31);
    int index = node.index(bit);
    if ((node.bitmap & bit) == 0) {
      Object[] slots = new Object[node.slots.length + 1];
      System.arraycopy(node.slots, 0, slots, 0, index);
      System.arraycopy(node.slots, index, slots, index + 1, node.slots.length - index);
      slots[index] = entry;
      return new Node(node.bitmap | bit, slots);
    }
    Object[] slots = node.slots.clone();
    slots[index] = merged(slots[index], shift + 5, entry);
    return new Node(node.bitmap, slots);
  }

  private static Object merged(Object slot, int shift, Entry entry) {
    if (slot instanceof Node child) {
      return put(child, shift, entry);
    }
    if (slot instanceof Entry old) {
      if (old.key.equals(entry.key)) {
        return entry;
      }
      if (shift > 30) {
        return new Bucket(new Entry[] {old, entry});
      }
      return put(put(new Node(0, new Object[0]), shift, old), shift, entry);
    }
    Entry[] entries = ((Bucket) slot).entries;
    for (int i = 0; i < entries.length; i++) {
      if (entries[i].key.equals(entry.key)) {
        Entry[] changed = entries.clone();
        changed[i] = entry;
        return new Bucket(changed);
      }
    }
    Entry[] longer = Arrays.copyOf(entries, entries.length + 1);
    longer[entries.length] = entry;
    return new Bucket(longer);
  }

  PersistentMap<K, V> without(K key) {
    if (get(key) == null) {
      return this;
    }
    Node left = remove(root, 0, spread(key.hashCode()), key);
    return new PersistentMap<>(left == null ? new Node(0, new Object[0]) : left, size - 1);
  }

  private static @Nullable Node remove(Node node, int shift, int hash, Object key) {
    int bit = 1 << (hash >>> shift & 31);
    int index = node.index(bit);
    Object slot = node.slots[index];
    Object left = null;
    if (slot instanceof Node child) {
      left = remove(child, shift + 5, hash, key);
    } else if (slot instanceof Bucket bucket) {
      Entry[] entries =
          Arrays.stream(bucket.entries).filter(e -> !e.key.equals(key)).toArray(Entry[]::new);
      left = entries.length == 1 ? entries[0] : new Bucket(entries);
    }
    if (left != null) {
      Object[] slots = node.slots.clone();
      slots[index] = left;
      return new Node(node.bitmap, slots);
    }
    if (node.slots.length == 1) {
      return null;
    }
    Object[] slots = Arrays.copyOf(node.slots, node.slots.length - 1);
    System.arraycopy(node.slots, index + 1, slots, index, slots.length - index);
    return new Node(node.bitmap & ~bit, slots);
  }

  void forEach(BiConsumer<? super K, ? super V> visitor) {
    visit(root, visitor);
  }

  @SuppressWarnings("unchecked")
  private static <K, V> void visit(Object slot, BiConsumer<? super K, ? super V> visitor) {
    if (slot instanceof Node node) {
      for (Object below : node.slots) {
        visit(below, visitor);
      }
    } else if (slot instanceof Entry entry) {
      visitor.accept((K) entry.key, (V) entry.value);
    } else {
      for (Entry entry : ((Bucket) slot).entries) {
        visitor.accept((K) entry.key, (V) entry.value);
      }
    }
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 16;
  }

  private record Node(int bitmap, Object[] slots) {
    int index(int bit) {
      return Integer.bitCount(bitmap & (bit - 1));
    }
  }

  private record Entry(int hash, Object key, Object value) {}

  private record Bucket(Entry[] entries) {}
}
