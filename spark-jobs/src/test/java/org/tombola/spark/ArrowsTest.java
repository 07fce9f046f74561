package org.tombola.spark;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark jobs carry science about and never do any. */
class ArrowsTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.tombola.spark");

  @Test
  void sparkJobsKnowNoArrays() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void onlyTablesAuditAndLeaderboardsLookIntoTheScience() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.tombola.spark.schema..",
            "org.tombola.spark.audit..",
            "org.tombola.spark.leaderboard..")
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
        .resideOutsideOfPackage("org.tombola.spark.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(CLASSES);
  }

  @Test
  void storesGapsAndLeaderboardsNeedNoCluster() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.tombola.spark.schema..",
            "org.tombola.spark.files..",
            "org.tombola.spark.store..",
            "org.tombola.spark.claim..",
            "org.tombola.spark.audit..",
            "org.tombola.spark.answer..",
            "org.tombola.spark.leaderboard..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.spark..", "org.tombola.spark.dispatch..")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCircle() {
    slices().matching("org.tombola.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @ParameterizedTest
  @CsvSource({
    "schema,",
    "files,",
    "store, schema files",
    "claim, files store",
    "audit, schema files store claim",
    "terminal,"
  })
  void aRoomUsesOnlyTheRoomsBelowIt(String room, @Nullable String below) {
    Stream<String> used = Stream.of((room + " " + (below == null ? "" : below)).split(" "));
    String[] allowed = used.map(name -> "org.tombola.spark." + name).toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("org.tombola.spark." + room)
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.tombola.spark..").and(resideOutsideOfPackages(allowed)))
        .check(CLASSES);
  }

  @Test
  void theSchemaReadsAndWritesNoFiles() {
    noClasses()
        .that()
        .resideInAPackage("org.tombola.spark.schema..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.hadoop..", "java.io..", "java.nio..")
        .check(CLASSES);
  }
}
