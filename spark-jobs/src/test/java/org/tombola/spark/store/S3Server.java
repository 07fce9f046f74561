package org.tombola.spark.store;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** An S3-compatible server, in a process of its own, that forgets everything when it ends. */
final class S3Server implements AutoCloseable {
  private static final String KEY = "tombola";

  private final Process process;
  private final int port;

  private S3Server(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static S3Server start(Path folder) throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path settings =
        Files.writeString(
            folder.resolve("s3.properties"),
            """
            s3proxy.endpoint=http://127.0.0.1:%d
            s3proxy.authorization=aws-v2-or-v4
            s3proxy.identity=%s
            s3proxy.credential=%s
            jclouds.provider=transient-nio2
            jclouds.identity=any
            jclouds.credential=any
            """
                .formatted(port, KEY, KEY));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                System.getProperty("s3proxy.jar"),
                "--properties",
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("s3.log").toFile())
            .start();
    S3Server server = new S3Server(process, port);
    for (int tried = 0; !server.listens(); tried++) {
      if (tried > 300 || !process.isAlive()) {
        throw new IOException("no S3 server: " + Files.readString(folder.resolve("s3.log")));
      }
      Thread.sleep(100);
    }
    return server;
  }

  private boolean listens() {
    try (Socket open = new Socket("127.0.0.1", port)) {
      return open.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** What makes s3a:// this server. */
  Configuration conf() {
    Configuration conf = new Configuration();
    settings().forEach(conf::set);
    return conf;
  }

  /** The same as single settings. */
  Map<String, String> settings() {
    return Map.of(
        "fs.s3a.endpoint",
        "http://127.0.0.1:" + port,
        "fs.s3a.endpoint.region",
        "us-east-1",
        "fs.s3a.access.key",
        KEY,
        "fs.s3a.secret.key",
        KEY,
        "fs.s3a.aws.credentials.provider",
        "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
        "fs.s3a.path.style.access",
        "true",
        "fs.s3a.connection.ssl.enabled",
        "false",
        "fs.s3a.attempts.maximum",
        "2",
        "fs.s3a.retry.limit",
        "2");
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
