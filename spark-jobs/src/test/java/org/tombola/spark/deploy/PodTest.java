package org.tombola.spark.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.k8s.KubernetesUtils$;
import org.apache.spark.deploy.k8s.SparkPod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

/** The Kubernetes files in deploy, read by Spark's own loader and client; no cluster is asked. */
class PodTest {
  private static final Path FOLDER = Path.of("..", "deploy", "kubernetes").toAbsolutePath();

  private static KubernetesClient client() {
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(Config.empty()).withMasterUrl("https://127.0.0.1:1").build())
        .build();
  }

  @ParameterizedTest
  @ValueSource(strings = {"executor", "driver"})
  void sparkFindsItsContainerAndTheSharedVolume(String role) {
    try (KubernetesClient client = client()) {
      SparkPod pod =
          KubernetesUtils$.MODULE$.loadPodFromTemplate(
              client,
              FOLDER.resolve(role + "-pod.yaml").normalize().toUri().toString(),
              Option.apply(role),
              new SparkConf(false));
      Container container = pod.container();
      assertThat(container.getName()).isEqualTo(role);
      assertThat(container.getVolumeMounts())
          .extracting(VolumeMount::getMountPath)
          .containsExactly("/tombola");
      assertThat(pod.pod().getSpec().getVolumes())
          .extracting(volume -> volume.getPersistentVolumeClaim().getClaimName())
          .containsExactly("tombola");
      // what a misspelt key would end as
      assertThat(pod.pod().getAdditionalProperties()).isEmpty();
      assertThat(pod.pod().getSpec().getAdditionalProperties()).isEmpty();
      assertThat(container.getAdditionalProperties()).isEmpty();
    }
  }

  @Test
  void theDriverMayStartExecutorsAndAllShareOneVolume() throws Exception {
    try (KubernetesClient client = client();
        InputStream yaml = Files.newInputStream(FOLDER.resolve("access.yaml"))) {
      List<HasMetadata> items = client.load(yaml).items();
      assertThat(items)
          .extracting(HasMetadata::getKind)
          .containsExactly(
              "Namespace", "ServiceAccount", "Role", "RoleBinding", "PersistentVolumeClaim");
      assertThat(((RoleBinding) items.get(3)).getSubjects().get(0).getName()).isEqualTo("tombola");
      assertThat(((PersistentVolumeClaim) items.get(4)).getSpec().getAccessModes())
          .containsExactly("ReadWriteMany");
    }
  }
}
