package io.numroute.schemas;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Bounds on what a hostile datum may make Avro allocate. Avro reads them once per JVM, from system
 * properties, so they are set before its first decoder; what the operator set stays.
 */
final class AvroLimits {
  private static final String PREFIX = "org.apache.avro.limits.";

  private AvroLimits() {}

  /** To be called by whatever decodes, from a static initializer. */
  static void install() {
    // The work is this class's own initialization, so it happens once.
  }

  static {
    set("string.maxLength", AvroFraming.MAX_BYTES);
    set("bytes.maxLength", AvroFraming.MAX_BYTES);
    // Our largest collections: 1000 prefixes of a rule, 256 rules, 256 terms of a condition.
    set("collectionItems.maxLength", 10_000);
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), AvroLimits::isGenerated));
  }

  /** Avro instantiates only classes it was told to trust: ours, beside what the operator named. */
  private static boolean isGenerated(Class<?> type) {
    return type.getPackageName().equals("io.numroute.schemas.avro");
  }

  private static void set(String name, int value) {
    if (System.getProperty(PREFIX + name) == null) {
      System.setProperty(PREFIX + name, Integer.toString(value));
    }
  }
}
