package io.numroute.routing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The domain calls nobody: no Kafka, HTTP, Avro, RocksDB or logging, no clock, no I/O, no threads.
 * The one library it sees evaluates recurrence rules, and only its package {@code time} does.
 */
@AnalyzeClasses(
    packages = "io.numroute.routing",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule SEES_ONLY_THE_JDK_AND_RECURRENCES =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.numroute.routing..",
              "java.lang..",
              "java.time",
              "java.util",
              "java.util.concurrent.atomic",
              "java.util.function",
              "java.util.regex",
              "java.util.stream",
              "java.nio.charset",
              "org.jspecify.annotations",
              "org.dmfs.rfc5545..");

  @ArchTest
  static final ArchRule ONLY_TIME_SEES_RECURRENCES =
      noClasses()
          .that()
          .resideInAPackage("io.numroute.routing")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.dmfs..");

  @ArchTest
  static final ArchRule TIME_SEES_NO_ROUTING =
      noClasses()
          .that()
          .resideInAPackage("io.numroute.routing.time")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.numroute.routing");

  @ArchTest
  static final ArchRule HAS_NO_CLOCK =
      noClasses()
          .should()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(java.time.LocalDateTime.class, "now")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);
}
