package org.tombola.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {
  @ParameterizedTest
  @CsvSource({
    "FlyingBird,flying-bird",
    "Fgsm,fgsm",
    "PgdAt,pgd-at",
    "PgdL2,pgd-l2",
    "Cifar10,cifar-10",
    "TinyImageNet,tiny-imagenet",
    "LeNet,lenet",
    "ResNet18,resnet-18",
    "PreActResNet18,pre-act-resnet-18",
    "WideResNet,wide-resnet",
    "SmallCnn,small-cnn",
    "Vgg16,vgg-16",
    "TicketNetting,ticket-netting",
    "learningRate,learning-rate",
    "train,train"
  })
  void javaNamesBecomeKebabCase(String java, String file) {
    assertThat(Names.kebab(java)).isEqualTo(file);
  }

  @ParameterizedTest
  @CsvSource({
    "sparsty,sparsity",
    "FlyingBird,flying-bird",
    "flying_bird,flying-bird",
    "flyingbird,flying-bird",
    "densee,dense",
    "fb,flying-bird",
    "learning-rte,learning-rate"
  })
  void misspeltNamesFindTheirNearest(String given, String meant) {
    assertThat(Names.nearest(given, List.of("sparsity", "flying-bird", "dense", "learning-rate")))
        .contains(meant);
  }

  @Test
  void namesLikeNoneFindNone() {
    assertThat(Names.nearest("momentum", List.of("sparsity", "flying-bird", "dense"))).isEmpty();
  }
}
