package org.tombola;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows between the rooms, and what no room may touch. */
class ArrowsTest {
  /** The rooms below each room; what is below a room's rooms is below it too. */
  private static final Map<String, List<String>> BELOW =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("trial", List.of("ticket", "train", "measure", "data", "method")),
              Map.entry("ticket", List.of("train", "measure", "mask", "method")),
              Map.entry("train", List.of("objective", "attack", "data", "mask", "method")),
              Map.entry("measure", List.of("attack", "data", "stats", "method")),
              Map.entry("attack", List.of("objective", "network", "method")),
              Map.entry("mask", List.of("network")),
              Map.entry("objective", List.of("tensor", "method")),
              Map.entry("network", List.of("threat", "method")),
              Map.entry("threat", List.of("tensor", "random", "method")),
              Map.entry("data", List.of("tensor", "random", "method")),
              Map.entry("tensor", List.of()),
              Map.entry("random", List.of()),
              Map.entry("stats", List.of()),
              Map.entry("method", List.of())));

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.tombola");
  }

  @TestFactory
  Stream<DynamicTest> everyRoomImportsOnlyWhatIsBelowIt() {
    return BELOW.keySet().stream()
        .map(
            room ->
                DynamicTest.dynamicTest(
                    room,
                    () ->
                        noClasses()
                            .that()
                            .resideInAPackage("org.tombola." + room + "..")
                            .should()
                            .dependOnClassesThat(
                                resideInAPackage("org.tombola..").and(outside(room)))
                            .allowEmptyShould(true)
                            .check(classes)));
  }

  @Test
  void everyRoomHasItsArrows() {
    Set<String> rooms =
        classes.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith("org.tombola."))
            .map(name -> name.split("\\.")[2])
            .collect(Collectors.toSet());
    assertThat(BELOW.keySet()).containsAll(rooms);
  }

  @Test
  void onlyTheNetworkRoomsKnowArraysOfAnEngineAndDeeplearning4j() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.tombola.network..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.bytedeco..", "org.deeplearning4j..")
        .check(classes);
  }

  @Test
  void onlyTheChoiceOfAnEngineKnowsOne() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.tombola.network.*")
        .and()
        .doNotHaveFullyQualifiedName("org.tombola.network.Engine")
        .and()
        .doNotHaveFullyQualifiedName("org.tombola.network.Engine$1")
        .and()
        .doNotHaveFullyQualifiedName("org.tombola.network.Engine$2")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.tombola.network.*")
        .check(classes);
  }

  @Test
  void coreKnowsNoClusterNoSweepFileAndNoCommandLine() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.spark..", "org.apache.hadoop..", "org.snakeyaml..", "picocli..")
        .check(classes);
  }

  @Test
  void nobodyDrawsFromAGeneratorAllShare() {
    noClasses()
        .should()
        .callMethodWhere(
            calls("org.nd4j.linalg.factory.Nd4j", "getRandom.*|rand.*|choice|shuffle")
                .or(calls("java.lang.Math", "random"))
                .or(calls("java.lang.StrictMath", "random"))
                .or(calls("java.util.Collections", "shuffle")))
        .check(classes);
  }

  /** Processors and versions of Java differ in the last bit of Math's, not in StrictMath's. */
  @Test
  void functionsGiveTheSameBitsEverywhere() {
    noClasses()
        .should()
        .callMethodWhere(
            calls(
                "java.lang.Math",
                "exp|expm1|log|log1p|log10|pow|cbrt|hypot|a?sin|a?cos|a?tan|atan2|sinh|cosh|tanh"))
        .check(classes);
  }

  @Test
  void nobodyButKeyMakesAGenerator() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.tombola.random..")
        .should()
        .callConstructorWhere(
            target(owner(assignableTo(java.util.Random.class)))
                .or(target(owner(assignableTo(java.util.SplittableRandom.class)))))
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.concurrent.ThreadLocalRandom.class)
        .check(classes);
  }

  private static DescribedPredicate<JavaCall<?>> calls(String owner, String names) {
    return target(owner(assignableTo(owner))).and(target(nameMatching(names)));
  }

  private static DescribedPredicate<JavaClass> outside(String room) {
    Set<String> allowed = new LinkedHashSet<>();
    collect(room, allowed);
    String[] packages =
        allowed.stream().map(it -> "org.tombola." + it + "..").toArray(String[]::new);
    return DescribedPredicate.not(resideInAnyPackage(packages))
        .as("are outside " + Arrays.toString(packages));
  }

  private static void collect(String room, Set<String> rooms) {
    rooms.add(room);
    BELOW.get(room).forEach(below -> collect(below, rooms));
  }
}
