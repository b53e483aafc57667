package io.numroute.notation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A mapping between two things sees these two: the domain and JSON. No HTTP, no Kafka, no Avro. */
@AnalyzeClasses(
    packages = "io.numroute.notation",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule SEES_DOMAIN_AND_JSON =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.numroute.notation",
              "io.numroute.routing..",
              "com.fasterxml.jackson..",
              "java.io",
              "java.lang..",
              "java.nio.charset",
              "java.time..",
              "java.util..",
              "org.jspecify.annotations");
}
