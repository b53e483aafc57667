package io.numroute.routing.time;

import java.util.List;
import java.util.function.Consumer;

/**
 * Whether an instant lies in a set of windows. Immutable; the same instant has the same answer in
 * every process with the same time zone data.
 */
public sealed interface TimeCondition {
  /** Most windows in one condition. */
  int MAX_WINDOWS = 32;

  /** How deep conditions may lie in each other. */
  int MAX_DEPTH = 8;

  /**
   * Whether it holds. Called once per lookup and rule; allocates nothing once {@link #prepare} was
   * called for about that instant.
   *
   * @param horizon told of the next change of each window consulted
   */
  boolean holds(long atMs, Horizon horizon);

  /** Computes ahead what {@link #holds} needs at that instant and for the year after it. */
  default void prepare(long atMs) {
    forEachWindow(window -> window.prepare(atMs));
  }

  /** Every window, in the order written. */
  void forEachWindow(Consumer<Window> visitor);

  /** How many conditions lie in each other, itself included. */
  int depth();

  /** A window that recurs. */
  record In(Window window) implements TimeCondition {
    @Override
    public boolean holds(long atMs, Horizon horizon) {
      return window.contains(atMs, horizon);
    }

    @Override
    public void forEachWindow(Consumer<Window> visitor) {
      visitor.accept(window);
    }

    @Override
    public int depth() {
      return 1;
    }
  }

  /** Holds when each of its parts does. */
  record All(List<TimeCondition> parts) implements TimeCondition {
    public All {
      parts = checked(parts);
    }

    @Override
    public boolean holds(long atMs, Horizon horizon) {
      for (int i = 0; i < parts.size(); i++) {
        if (!parts.get(i).holds(atMs, horizon)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void forEachWindow(Consumer<Window> visitor) {
      parts.forEach(part -> part.forEachWindow(visitor));
    }

    @Override
    public int depth() {
      return below(parts);
    }
  }

  /** Holds when one of its parts does. */
  record Any(List<TimeCondition> parts) implements TimeCondition {
    public Any {
      parts = checked(parts);
    }

    @Override
    public boolean holds(long atMs, Horizon horizon) {
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i).holds(atMs, horizon)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public void forEachWindow(Consumer<Window> visitor) {
      parts.forEach(part -> part.forEachWindow(visitor));
    }

    @Override
    public int depth() {
      return below(parts);
    }
  }

  /** Holds when its part does not. */
  record Not(TimeCondition part) implements TimeCondition {
    public Not {
      checked(List.of(part));
    }

    @Override
    public boolean holds(long atMs, Horizon horizon) {
      return !part.holds(atMs, horizon);
    }

    @Override
    public void forEachWindow(Consumer<Window> visitor) {
      part.forEachWindow(visitor);
    }

    @Override
    public int depth() {
      return 1 + part.depth();
    }
  }

  private static int below(List<TimeCondition> parts) {
    int deepest = 0;
    for (TimeCondition part : parts) {
      deepest = Math.max(deepest, part.depth());
    }
    return 1 + deepest;
  }

  private static List<TimeCondition> checked(List<TimeCondition> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("all and any need at least one condition");
    }
    int[] windows = new int[1];
    parts.forEach(part -> part.forEachWindow(window -> windows[0]++));
    if (windows[0] > MAX_WINDOWS) {
      throw new IllegalArgumentException("at most " + MAX_WINDOWS + " windows in one condition");
    }
    if (below(parts) > MAX_DEPTH) {
      throw new IllegalArgumentException("conditions lie at most " + MAX_DEPTH + " deep");
    }
    return List.copyOf(parts);
  }
}
