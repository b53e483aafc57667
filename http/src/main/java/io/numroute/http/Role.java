package io.numroute.http;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What somebody may do with what is theirs. Whose it is decides the {@link Caller}'s ISP; this is
 * the other half, and the whole table of it:
 *
 * <pre>
 *              ASK  EXPLAIN  READ            WRITE
 *   authority                everything      everything
 *   auditor                  everything
 *   operator    x      x     its own         its own
 *   gateway     x
 *   read-only          x     its own
 * </pre>
 */
public enum Role {
  /** The numbering authority. */
  AUTHORITY("authority", false, EnumSet.of(Right.READ, Right.WRITE)),
  /** Sees what the authority sees, and changes nothing. */
  AUDITOR("auditor", false, EnumSet.of(Right.READ)),
  /** An ISP's provisioning. */
  OPERATOR("operator", true, EnumSet.allOf(Right.class)),
  /** An ISP's call server: a stolen credential of it changes nothing. */
  GATEWAY("gateway", true, EnumSet.of(Right.ASK)),
  /** An ISP's support desk and dashboards. */
  READ_ONLY("read-only", true, EnumSet.of(Right.EXPLAIN, Right.READ));

  private final String word;
  private final boolean ofIsp;
  private final Set<Right> rights;

  Role(String word, boolean ofIsp, Set<Right> rights) {
    this.word = word;
    this.ofIsp = ofIsp;
    this.rights = rights;
  }

  /** The role of a word; null when there is none. */
  public static @Nullable Role ofWord(String word) {
    for (Role role : values()) {
      if (role.word.equals(word)) {
        return role;
      }
    }
    return null;
  }

  /** As documents and settings write it. */
  public String word() {
    return word;
  }

  /** Whether it is a role in an ISP. */
  public boolean ofIsp() {
    return ofIsp;
  }

  /** Called once per request; allocates nothing. */
  public boolean may(Right right) {
    return rights.contains(right);
  }
}
