package io.numroute.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.http.ApiKey;
import io.numroute.schemas.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestConfigTest {
  @TempDir Path folder;

  @Test
  void hasDefaults() {
    IngestConfig config = IngestConfig.of(Settings.of(Map.of()));
    assertThat(config.port()).isEqualTo(8081);
    assertThat(config.authorityKey()).isNull();
  }

  @Test
  void readsAKeyThatOnlyItsOwnerMayRead() throws Exception {
    ApiKey key = ApiKey.generate(new SecureRandom());
    Path file = folder.resolve("key");
    Files.writeString(file, key.written() + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Settings settings = Settings.of(Map.of("ingest.authority.key.file", file.toString()));
    assertThat(IngestConfig.of(settings).authorityKey()).isEqualTo(key);
    assertThat(IngestConfig.of(settings).toString()).doesNotContain(key.secret());

    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> IngestConfig.of(settings))
        .hasMessageContaining("ingest.authority.key.file")
        .hasMessageContaining("0600");
  }

  @Test
  void aFileThatIsNotThereIsWhereAFirstKeyMayBePut() {
    Path file = folder.resolve("key");
    IngestConfig config =
        IngestConfig.of(Settings.of(Map.of("ingest.authority.key.file", file.toString())));
    assertThat(config.authorityKey()).isNull();
    assertThat(config.firstKeyFile()).isEqualTo(file);
    assertThat(file).doesNotExist();
  }

  @Test
  void plaintextThatLeavesTheMachineIsRefused() {
    Map<String, String> everywhere = Map.of("ingest.host", "0.0.0.0");
    assertThatThrownBy(() -> IngestConfig.of(Settings.of(everywhere)))
        .hasMessageStartingWith("setting ingest.host is no loopback address");
  }

  @Test
  void namesTheKeyOfAFault() {
    assertThatThrownBy(
            () -> IngestConfig.of(Settings.of(Map.of("ingest.authority.key", "hunter2"))))
        .hasMessageContaining("ingest.authority.key")
        .hasMessageNotContaining("hunter2");
    assertThatThrownBy(() -> IngestConfig.of(Settings.of(Map.of("ingest.port", "-1"))))
        .hasMessageContaining("ingest.port");
    assertThatThrownBy(() -> IngestConfig.of(Settings.of(Map.of("ingest.port.timeout", "91d"))))
        .hasMessageContaining("ingest.port.timeout");
    assertThatThrownBy(() -> IngestConfig.of(Settings.of(Map.of("ingest.port.timeout", "999ms"))))
        .hasMessageContaining("ingest.port.timeout");
    assertThatThrownBy(() -> IngestConfig.of(Settings.of(Map.of("ingest.port.reversible", "367d"))))
        .hasMessageContaining("ingest.port.reversible");
  }

  @Test
  void webhooksNeedAKey_thatTheyMakeAndKeep(@TempDir Path folder) throws IOException {
    assertThat(IngestConfig.of(Settings.of(Map.of())).webhooks()).isNull();
    assertThatThrownBy(() -> IngestConfig.of(Settings.of(Map.of("ingest.webhooks", "true"))))
        .hasMessageContaining("ingest.webhooks.key.file");
    Path file = folder.resolve("webhooks.key");
    Settings settings =
        Settings.of(Map.of("ingest.webhooks", "true", "ingest.webhooks.key.file", file.toString()));
    WebhookConfig config = Objects.requireNonNull(IngestConfig.of(settings).webhooks());
    assertThat(config.privateToo()).isFalse();
    String made = config.keys().toString();
    assertThat(config.keys().toString()).as("the same again").isEqualTo(made);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(config::keys).hasMessageContaining("0600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, "hunter2");
    assertThatThrownBy(config::keys)
        .hasMessageContaining("ingest.webhooks.key.file")
        .hasMessageNotContaining("hunter2");
  }
}
