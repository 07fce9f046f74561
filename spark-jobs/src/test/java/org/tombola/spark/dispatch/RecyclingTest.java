package org.tombola.spark.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecyclingTest {
  private final List<String> replaced = new ArrayList<>();

  private boolean replace(String executor) {
    return replaced.add(executor);
  }

  private static void end(Recycling recycling, String executor, int stages) {
    for (int i = 0; i < stages; i++) {
      recycling.ended(executor);
    }
  }

  @Test
  void anExecutorIsReplacedAfterItsOwnStages() {
    Recycling recycling = new Recycling(3, this::replace);
    end(recycling, "0", 2);
    end(recycling, "1", 2);
    assertThat(replaced).isEmpty();
    end(recycling, "1", 1);
    assertThat(replaced).containsExactly("1");
    end(recycling, "0", 1);
    assertThat(replaced).containsExactly("1", "0");
  }

  @Test
  void aBusyOneIsReplacedAtItsNextEnd() {
    Set<String> busy = new java.util.HashSet<>(Set.of("0"));
    Recycling recycling = new Recycling(2, id -> !busy.contains(id) && replace(id));
    end(recycling, "0", 2);
    assertThat(replaced).isEmpty();
    busy.clear();
    end(recycling, "0", 1);
    assertThat(replaced).containsExactly("0");
  }

  @Test
  void noneIsReplacedWhereItIsOff() {
    end(new Recycling(0, this::replace), "0", 1000);
    assertThat(replaced).isEmpty();
  }

  @Test
  void fewerStagesThanNoneAreRefused() {
    assertThatThrownBy(() -> new Recycling(-1, this::replace))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Cannot recycle: --recycle must be a number of stages, or 0 for never, not -1");
  }
}
