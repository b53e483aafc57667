package io.numroute.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProtectionTest {
  @Test
  void plaintext_stays_on_the_machine_unless_somebody_says_otherwise() {
    Protection usual = Protection.of("edge", "", "", "", "loopback");
    for (String host : List.of("127.0.0.1", "::1", "localhost", "127.9.9.9")) {
      assertThatCode(() -> usual.requireFor("edge", host)).as(host).doesNotThrowAnyException();
    }
    for (String host : List.of("0.0.0.0", "::", "192.0.2.1", "no-such-host.invalid")) {
      assertThatThrownBy(() -> usual.requireFor("edge", host))
          .as(host)
          .hasMessageStartingWith("setting edge.host is no loopback address")
          .hasMessageContaining("edge.plaintext = allow");
      Protection.of("edge", "", "", "", "allow").requireFor("edge", host);
      Protection.of("edge", "c.pem", "k.pem", "", "loopback").requireFor("edge", host);
    }
  }

  @Test
  void settings_that_do_not_fit_are_named() {
    assertThatThrownBy(() -> Protection.of("ingest", "c.pem", "", "", "loopback"))
        .hasMessage("setting ingest.tls.certificate and ingest.tls.key need each other");
    assertThatThrownBy(() -> Protection.of("ingest", "", "", "", "yes"))
        .hasMessage("setting ingest.plaintext must be loopback or allow");
    assertThat(Protection.of("edge", "c.pem", "k.pem", "", "allow").scheme()).isEqualTo("https");
    assertThat(Protection.of("edge", "", "", "", "allow").scheme()).isEqualTo("http");
  }
}
