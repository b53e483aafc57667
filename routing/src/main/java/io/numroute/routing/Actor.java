package io.numroute.routing;

/**
 * Who a command comes from, as proved by a credential. Written {@code authority}, {@code isp:acme},
 * or {@code unknown}.
 */
public sealed interface Actor {
  /** The numbering authority, which gives blocks, admits and suspends ISPs, and overrides. */
  Actor AUTHORITY = new Authority();

  /**
   * Nobody can tell: the command is of a later version than its reader. It never asks for anything
   * itself, and no rule permits it anything.
   */
  Actor UNKNOWN = new Unknown();

  /** An ISP, which changes what is its own. */
  static Actor isp(IspId id) {
    return new IspActor(id);
  }

  /** The actor of its written form. Throws IllegalArgumentException for anything else. */
  static Actor parse(String text) {
    if (text.equals("authority")) {
      return AUTHORITY;
    }
    if (text.equals("unknown")) {
      return UNKNOWN;
    }
    if (text.startsWith("isp:")) {
      return isp(new IspId(text.substring(4)));
    }
    throw new IllegalArgumentException("not an actor: " + text);
  }

  default boolean isAuthority() {
    return this instanceof Authority;
  }

  /** Whether this is that ISP itself. */
  default boolean is(IspId id) {
    return this instanceof IspActor actor && actor.id.equals(id);
  }

  /** See {@link #AUTHORITY}. */
  record Authority() implements Actor {
    @Override
    public String toString() {
      return "authority";
    }
  }

  /** See {@link #UNKNOWN}. */
  record Unknown() implements Actor {
    @Override
    public String toString() {
      return "unknown";
    }
  }

  /** See {@link #isp}. */
  record IspActor(IspId id) implements Actor {
    @Override
    public String toString() {
      return "isp:" + id;
    }
  }
}
