package org.tombola.sweeps;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArrowsTest {
  @Test
  void sweepsKnowNeitherClusterNorArrays() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark..",
            "org.apache.hadoop..",
            "org.nd4j..",
            "org.deeplearning4j..",
            "org.bytedeco..",
            "picocli..")
        .check(classes());
  }

  @Test
  void earlyStoppingKnowsNoSweepFileAndSweepFilesNoSchedule() {
    noClasses()
        .that()
        .resideInAPackage("org.tombola.sweeps.halving")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tombola.sweeps", "org.tombola.sweeps.agenda")
        .check(classes());
    noClasses()
        .that()
        .resideInAPackage("org.tombola.sweeps")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.tombola.sweeps.agenda")
        .check(classes());
  }

  private static JavaClasses classes() {
    return new ClassFileImporter()
        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("org.tombola.sweeps");
  }
}
