package io.numroute.ingest;

import io.numroute.http.ApiKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The authority's first API key, made by an ingest that finds no other: it stands in a file that
 * its owner alone may read, and nowhere else.
 */
final class FirstKey {
  private FirstKey() {}

  /**
   * A new key, in a new file. It is on the disk when this returns: a key that is made known and
   * then lost would lock everybody out.
   *
   * @throws IOException when the file is there already or cannot be written
   */
  static ApiKey in(Path file, SecureRandom random) throws IOException {
    ApiKey key = ApiKey.generate(random);
    SecretFile.create(file, "the authority's key", key.written());
    return key;
  }
}
