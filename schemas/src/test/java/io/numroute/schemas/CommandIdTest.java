package io.numroute.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandIdTest {
  private static final String TEXT = "0f8fad5b-d9cb-469f-a165-70867728950e.11.9876543210";

  @Test
  void isWrittenAndReadBack() {
    CommandId id =
        new CommandId(UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e"), 11, 9876543210L);
    assertThat(id).hasToString(TEXT);
    assertThat(CommandId.parse(TEXT)).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "0f8fad5b-d9cb-469f-a165-70867728950e.1",
        "0f8fad5b-d9cb-469f-a165-70867728950e.1.",
        "0f8fad5b-d9cb-469f-a165-70867728950e.-1.1",
        "0f8fad5b-d9cb-469f-a165-70867728950e.1.-1",
        "0f8fad5b-d9cb-469f-a165-70867728950e.+1.1",
        "0f8fad5b-d9cb-469f-a165-70867728950e.01.1",
        "0f8fad5b-d9cb-469f-a165-70867728950e.1.1.1",
        "0f8fad5b-d9cb-469f-a165-70867728950e.1.99999999999999999999",
        "0f8fad5b-d9cb-469f-a165-70867728950e.1.1 ",
        "000000000000000000000000000000000000.1.1",
        "1-1-1-1-1.1.1"
      })
  void refusesAnythingElse(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> CommandId.parse(text));
  }
}
