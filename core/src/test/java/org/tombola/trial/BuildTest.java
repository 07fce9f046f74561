package org.tombola.trial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BuildTest {
  @Test
  void knowsItsVersionAndCommit() {
    Build build = Build.current();
    assertThat(build.version()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(build.commit()).matches("unknown|[0-9a-f]{7,40}(-dirty)?");
  }
}
