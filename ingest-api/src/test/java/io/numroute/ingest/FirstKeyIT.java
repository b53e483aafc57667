package io.numroute.ingest;

import static io.numroute.ingest.IngestFleet.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.broker.EmbeddedBroker;
import io.numroute.http.Caller;
import io.numroute.http.CredentialsFollower;
import io.numroute.http.Role;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.Settings;
import io.numroute.schemas.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the authority comes to its first key on a new cluster. */
class FirstKeyIT {
  private static final TopicCatalogue CATALOGUE = new TopicCatalogue(2, (short) 1, 1);
  private static final AvroFraming FRAMING = AvroFraming.singleObject();

  @TempDir Path folder;

  @Test
  void aNewClusterMakesOneKeyAndNoOther() throws Exception {
    Path file = folder.resolve("authority.key");
    try (EmbeddedBroker broker = EmbeddedBroker.temporary()) {
      KafkaSettings kafka = KafkaSettings.of(broker.bootstrapServers());
      CATALOGUE.ensure(kafka, FRAMING, Duration.ofSeconds(30));
      try (CredentialsFollower credentials = new CredentialsFollower(kafka, FRAMING);
          TestRouter router = new TestRouter(kafka, FRAMING, 2)) {
        start(file, kafka, router, credentials);
        String key = Files.readString(file).strip();
        assertThat(Files.getPosixFilePermissions(file))
            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        await("first key", () -> credentials.verify(key) != null);
        Caller caller = credentials.verify(key);
        assertThat(caller).extracting(Caller::role).isEqualTo(Role.AUTHORITY);

        start(file, kafka, router, credentials); // as any later start does
        Files.delete(file);
        start(file, kafka, router, credentials);
        assertThat(file).doesNotExist();
        assertThat(credentials.size()).isEqualTo(1);
        assertThat(credentials.verify(key)).isNotNull();
      }
    }
  }

  @Test
  void aFileThatIsThereIsNotOverwritten() throws Exception {
    Path file = Files.writeString(folder.resolve("precious"), "precious");
    assertThatThrownBy(() -> FirstKey.in(file, new SecureRandom()))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("it is there");
    assertThat(file).hasContent("precious");
    Path nowhere = folder.resolve("none/key");
    assertThatThrownBy(() -> FirstKey.in(nowhere, new SecureRandom()))
        .hasMessageContaining(nowhere.toString());
  }

  private static void start(
      Path file, KafkaSettings kafka, TestRouter router, CredentialsFollower credentials)
      throws Exception {
    Map<String, String> settings =
        Map.of("ingest.port", "0", "ingest.authority.key.file", file.toString());
    IngestConfig config = IngestConfig.of(Settings.of(settings));
    try (Ingest ingest = new Ingest(config, kafka, FRAMING, CATALOGUE, router, credentials)) {
      ingest.start();
    }
  }
}
