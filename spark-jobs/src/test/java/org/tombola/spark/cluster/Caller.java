package org.tombola.spark.cluster;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/**
 * Somebody on the network who speaks Spark's language, as executors and drivers do.
 *
 * @param doors settings of authentication and encryption
 */
record Caller(Map<String, String> doors) {
  /**
   * Calls a process of Spark's.
   *
   * @param url of its part, as spark://Master@127.0.0.1:7077
   * @return why it does not answer; empty where it does
   */
  Optional<String> refusal(String url) {
    SparkConf conf = new SparkConf(false).set("spark.rpc.askTimeout", "30s");
    doors.forEach(conf::set);
    SecurityManager security =
        new SecurityManager(conf, Option.empty(), SecurityManager.$lessinit$greater$default$3());
    RpcEnv env = RpcEnv.create("caller", "127.0.0.1", 0, conf, security, true);
    try {
      env.setupEndpointRefByURI(url);
      return Optional.empty();
    } catch (Exception e) {
      // Scala's are not declared
      StringBuilder why = new StringBuilder();
      for (Throwable each = e; each != null; each = each.getCause()) {
        why.append(each).append('\n');
      }
      return Optional.of(why.toString());
    } finally {
      env.shutdown();
    }
  }
}
