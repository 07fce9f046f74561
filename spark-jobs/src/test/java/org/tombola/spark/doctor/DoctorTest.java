package org.tombola.spark.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.tombola.spark.dispatch.Session;
import org.tombola.spark.dispatch.Slots;

class DoctorTest {
  @Test
  void findsThisMachineFit() {
    try (JavaSparkContext spark = Session.start("doctor", null, new Slots(2, 1), Map.of(), null)) {
      Verdict verdict = Doctor.check(spark, "auto");
      assertThat(verdict.problems()).isEmpty();
      assertThat(verdict.findings()).hasSize(1);
      Findings found = verdict.findings().get(0);
      assertThat(found.executor()).isEqualTo("driver");
      assertThat(found.backend()).isEqualTo("cpu");
      assertThat(found.check()).isNotNull();
      assertThat(found.check().threads()).isEqualTo(1);
      assertThat(verdict.text()).endsWith("1 executor, fit");
    }
  }
}
