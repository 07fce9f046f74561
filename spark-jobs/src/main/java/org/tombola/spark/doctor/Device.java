package org.tombola.spark.doctor;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A GPU as nvidia-smi tells it.
 *
 * @param index its number by bus, as an address
 * @param uuid the same wherever it is seen from
 * @param name of the model
 * @param capability compute capability, as "8.6"
 * @param driver version
 * @param mebibytes of memory
 */
public record Device(
    String index, String uuid, String name, String capability, String driver, long mebibytes) {
  /** What is asked, in the order of the components. */
  static final String QUERY = "index,uuid,name,compute_cap,driver_version,memory.total";

  /** One line of the answer; empty where it is none. */
  static Optional<Device> of(String line) {
    List<String> values = Arrays.stream(line.split(",", -1)).map(String::strip).toList();
    if (values.size() != 6 || !values.get(3).matches("\\d+\\.\\d+")) {
      return Optional.empty();
    }
    String memory = values.get(5).replaceAll("\\D", "");
    return Optional.of(
        new Device(
            values.get(0),
            values.get(1),
            values.get(2),
            values.get(3),
            values.get(4),
            memory.isEmpty() ? 0 : Long.parseLong(memory)));
  }
}
