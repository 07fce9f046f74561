package org.tombola.spark.store;

import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Makes the buckets that Hadoop expects to be there. */
final class Buckets {
  private Buckets() {}

  static void make(Configuration conf, String bucket) {
    String key = conf.get("fs.s3a.access.key");
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(URI.create(conf.get("fs.s3a.endpoint")))
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(key, key)))
            .build()) {
      client.createBucket(request -> request.bucket(bucket));
    }
  }
}
