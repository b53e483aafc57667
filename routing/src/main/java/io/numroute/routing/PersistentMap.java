package io.numroute.routing;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An immutable hash map. Changing it gives a new map that shares all but one path of the old one.
 *
 * <p>A hash array mapped trie (P. Bagwell, "Ideal Hash Trees", 2001) below a page table: the first
 * twelve hash bits choose one of 64 pages and one of its 64 slots, both plain arrays, so that among
 * some thousand entries nearly each is found after two reads; below them five hash bits a level and
 * a bitmap of used slots. A slot is an entry or a node; keys whose 32 hash bits agree share a
 * bucket. A change copies one page, the table of pages, and what nodes lie on the way. Iteration
 * order is the order of the hashes: the same for the same content when {@code K.hashCode} is
 * defined by content.
 *
 * @param <K> keys with equals and hashCode
 * @param <V> values
 */
final class PersistentMap<K, V> {
  private static final int PAGE_BITS = 6;
  private static final int PAGE = 1 << PAGE_BITS;
  private static final int BELOW_PAGES = 2 * PAGE_BITS;
  private static final @Nullable Object[] EMPTY_PAGE = new Object[PAGE];
  private static final Node EMPTY_NODE = new Node(0, new Object[0]);
  private static final PersistentMap<?, ?> EMPTY = new PersistentMap<>(emptyPages(), 0);

  private final @Nullable Object[][] pages;
  private final int size;

  private PersistentMap(@Nullable Object[][] pages, int size) {
    this.pages = pages;
    this.size = size;
  }

  private static @Nullable Object[][] emptyPages() {
    @Nullable Object[][] pages = new Object[PAGE][];
    Arrays.fill(pages, EMPTY_PAGE);
    return pages;
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
    Object slot = pages[pageOf(hash)][slotOf(hash)];
    int rest = hash >>> BELOW_PAGES;
    while (slot instanceof Node node) {
      int bit = 1 << (rest & 31);
      if ((node.bitmap & bit) == 0) {
        return null;
      }
      slot = node.slots[node.index(bit)];
      rest >>>= 5;
    }
    if (slot instanceof Entry entry) {
      return entry.hash == hash && entry.key.equals(key) ? (V) entry.value : null;
    } else if (slot != null) {
      for (Entry entry : ((Bucket) slot).entries) {
        if (entry.key.equals(key)) {
          return (V) entry.value;
        }
      }
    }
    return null;
  }

  PersistentMap<K, V> with(K key, V value) {
    Objects.requireNonNull(value);
    boolean isNew = get(key) == null;
    Entry entry = new Entry(spread(key.hashCode()), key, value);
    Object old = pages[pageOf(entry.hash)][slotOf(entry.hash)];
    Object changed = old == null ? entry : merged(old, BELOW_PAGES, entry);
    return withSlot(entry.hash, changed, isNew ? size + 1 : size);
  }

  private PersistentMap<K, V> withSlot(int hash, @Nullable Object slot, int newSize) {
    @Nullable Object[][] newPages = pages.clone();
    @Nullable Object[] page = newPages[pageOf(hash)].clone();
    page[slotOf(hash)] = slot;
    newPages[pageOf(hash)] = page;
    return new PersistentMap<>(newPages, newSize);
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
      if (shift >= Integer.SIZE) {
        return new Bucket(new Entry[] {old, entry});
      }
      return put(put(EMPTY_NODE, shift, old), shift, entry);
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
    int hash = spread(key.hashCode());
    Object slot = Objects.requireNonNull(pages[pageOf(hash)][slotOf(hash)]);
    return withSlot(hash, remove(slot, BELOW_PAGES, hash, key), size - 1);
  }

  /** What stands in place of {@code slot}, which holds the key; null when nothing is left. */
  private static @Nullable Object remove(Object slot, int shift, int hash, Object key) {
    if (slot instanceof Node node) {
      return remove(node, shift, hash, key);
    } else if (slot instanceof Bucket bucket) {
      Entry[] entries =
          Arrays.stream(bucket.entries).filter(e -> !e.key.equals(key)).toArray(Entry[]::new);
      return entries.length == 1 ? entries[0] : new Bucket(entries);
    }
    return null;
  }

  private static @Nullable Node remove(Node node, int shift, int hash, Object key) {
    int bit = 1 << (hash >>> shift & 31);
    int index = node.index(bit);
    Object left = remove(node.slots[index], shift + 5, hash, key);
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
    for (@Nullable Object[] page : pages) {
      for (Object slot : page) {
        if (slot != null) {
          visit(slot, visitor);
        }
      }
    }
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

  // Texts that differ in their last letters have hashes that differ in their lowest bits: a
  // multiplication (Knuth, TAOCP 3, 6.4) carries them upwards, the shift brings them back.
  private static int spread(int hash) {
    int product = hash * 0x9e3779b9;
    return product ^ product >>> 15;
  }

  private static int pageOf(int hash) {
    return hash & PAGE - 1;
  }

  private static int slotOf(int hash) {
    return hash >>> PAGE_BITS & PAGE - 1;
  }

  private record Node(int bitmap, Object[] slots) {
    int index(int bit) {
      return Integer.bitCount(bitmap & (bit - 1));
    }
  }

  private record Entry(int hash, Object key, Object value) {}

  private record Bucket(Entry[] entries) {}
}
