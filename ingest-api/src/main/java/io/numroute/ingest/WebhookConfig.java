package io.numroute.ingest;

import io.numroute.schemas.Settings;
import io.numroute.webhooks.Backoff;
import io.numroute.webhooks.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * What an ingest that tells ISPs of events is told about that.
 *
 * @param keyFile with the service's signing keys, the same for all ingests
 * @param privateToo whether receivers may be at any address, and without TLS
 * @param backoff when a receiver that failed is tried again
 */
public record WebhookConfig(Path keyFile, boolean privateToo, Backoff backoff) {
  private static final String KEY_FILE = "ingest.webhooks.key.file";

  /**
   * As the settings {@code ingest.webhooks}, {@code ingest.webhooks.key.file}, {@code
   * ingest.webhooks.private}, {@code ingest.webhooks.retry.first}, {@code
   * ingest.webhooks.retry.most} and {@code ingest.webhooks.retry.for} say; null when there are to
   * be none.
   */
  static @Nullable WebhookConfig of(Settings settings) {
    boolean wanted = settings.flag("ingest.webhooks", false);
    String file = settings.text("ingest.webhooks.key.file", "");
    boolean privateToo = settings.flag("ingest.webhooks.private", false);
    Backoff backoff =
        new Backoff(
            settings.duration("ingest.webhooks.retry.first", Backoff.DEFAULT.first()),
            settings.duration("ingest.webhooks.retry.most", Backoff.DEFAULT.most()),
            settings.duration("ingest.webhooks.retry.for", Backoff.DEFAULT.giveUp()));
    if (!wanted) {
      return null;
    } else if (file.isEmpty()) {
      throw settings.wrong(KEY_FILE, "must be set when ingest.webhooks is true");
    }
    return new WebhookConfig(Path.of(file), privateToo, backoff);
  }

  /**
   * The keys of the file, which is made when it is not there.
   *
   * @throws IOException when it cannot be made
   */
  SigningKeys keys() throws IOException {
    if (Files.notExists(keyFile)) {
      SecretFile.create(
          keyFile, "the webhooks' signing key", SigningKeys.generate(new SecureRandom()));
    }
    try {
      return SigningKeys.parse(SecretFile.read(KEY_FILE, keyFile));
    } catch (IllegalArgumentException e) {
      String said = String.valueOf(e.getMessage());
      throw new IOException(said.startsWith("setting") ? said : "setting " + KEY_FILE + " " + said);
    }
  }
}
