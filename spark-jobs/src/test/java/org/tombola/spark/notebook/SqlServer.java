package org.tombola.spark.notebook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.SparkSession;
import org.tombola.spark.sql.Rows;

/** Answers the stand-in of PySpark: its SQL is what this process's Spark is asked. */
final class SqlServer implements AutoCloseable {
  private final SparkSession spark;
  private final HttpServer server;

  SqlServer(SparkSession spark) throws IOException {
    this.spark = spark;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/table/", this::table);
    server.createContext("/sql", this::sql);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void table(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring("/table/".length());
    spark.read().parquet(text(exchange)).createOrReplaceTempView(name);
    answer(exchange, 200, "[]");
  }

  private void sql(HttpExchange exchange) throws IOException {
    StringWriter rows = new StringWriter();
    try {
      new Rows(spark.sql(text(exchange))).write(Rows.As.JSON, new PrintWriter(rows));
      answer(exchange, 200, rows.toString());
    } catch (Exception e) {
      // Spark's own is checked and not declared
      answer(exchange, 500, String.valueOf(e.getMessage()));
    }
  }

  private static String text(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
