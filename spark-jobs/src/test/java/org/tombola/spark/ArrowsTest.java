package org.tombola.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The crew carries science about and never does any. */
class ArrowsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.tombola.spark");

  @Test
  void theCrewKnowsNoArrays() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void onlyTheTablesLookIntoTheScience() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.tombola.spark.table..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.tombola.attack..",
            "org.tombola.objective..",
            "org.tombola.random..",
            "org.tombola.tensor..",
            "org.tombola.ticket..",
            "org.tombola.train..")
        .check(CLASSES);
  }

  @Test
  void onlyTheCommandLineKnowsPicocli() {
    noClasses()
        .that()
        .resideInAnyPackage("org.tombola.spark.*..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void tablesGapsAndLeaderboardsNeedNoCluster() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.tombola.spark.table..",
            "org.tombola.spark.answer..",
            "org.tombola.spark.leaderboard..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.tombola.spark.crew..")
        .check(CLASSES);
  }
}
