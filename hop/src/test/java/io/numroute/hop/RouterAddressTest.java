package io.numroute.hop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RouterAddressTest {
  @Test
  void listsAreParsed() {
    assertThat(RouterAddress.parseAll("r1.example:7100, [2001:db8::1]:7101"))
        .containsExactly(
            new RouterAddress("r1.example", 7100), new RouterAddress("2001:db8::1", 7101))
        .last()
        .hasToString("[2001:db8::1]:7101");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "host", "host:", ":7100", "host:0", "host:65536", "a:b:1", "h:x"})
  void anythingElseIsRefusedWithItsText(String text) {
    assertThatThrownBy(() -> RouterAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a router address is host:port, not " + text);
  }
}
