package io.numroute.routing;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The domain stands alone: it knows the JDK and its own types, and neither a clock nor I/O. */
@AnalyzeClasses(packages = "io.numroute.routing", importOptions = DoNotIncludeTests.class)
class PurityTest {
  @ArchTest
  static final ArchRule KNOWS_ONLY_THE_JDK =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "org.jspecify.annotations..", "io.numroute.routing..");

  @ArchTest
  static final ArchRule READS_NO_CLOCK_AND_DOES_NO_IO =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.time.Clock")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net.http..");
}
