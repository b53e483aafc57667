package io.numroute.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.cli.demo.DemoFile.IspKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFileTest {
  private static final DemoFile FILE =
      new DemoFile(
          "http://127.0.0.1:1",
          "http://127.0.0.1:2",
          "127.0.0.1:3",
          "nr_a",
          List.of(
              new IspKey("siminn", "Síminn", "nr_b"), new IspKey("vodafone", "Vodafone", "nr_c")),
          List.of(new DemoFile.Ported("+447106123456", "vodafone", "o2")),
          List.of(new DemoFile.Service("+447106123457", "calling-card", "vodafone")),
          true);

  @TempDir Path folder;

  @Test
  void isReadAsItWasWritten() throws IOException {
    FILE.withIsps(List.of()).write(folder);
    FILE.write(folder);
    assertThat(DemoFile.read(folder)).isEqualTo(FILE);
    assertThat(Files.list(folder)).hasSize(1);
  }

  @Test
  void isForItsOwnerOnly() throws IOException {
    FILE.write(folder);
    assertThat(Files.getPosixFilePermissions(folder.resolve("demo.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void anIspIsFoundByIdOrName() {
    assertThat(Objects.requireNonNull(FILE.isp("siminn")).key()).isEqualTo("nr_b");
    assertThat(Objects.requireNonNull(FILE.isp("VODAFONE")).key()).isEqualTo("nr_c");
    assertThat(FILE.isp("acme")).isNull();
  }

  @Test
  void aFolderWithoutOneHasNone() throws IOException {
    assertThat(DemoFile.read(folder)).isNull();
  }

  @Test
  void aBrokenOneIsNotQuoted() throws IOException {
    Files.writeString(folder.resolve("demo.json"), "{\"authorityKey\":\"nr_secret");
    assertThatThrownBy(() -> DemoFile.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a file that the demo wrote")
        .hasMessageNotContaining("nr_secret");
  }
}
