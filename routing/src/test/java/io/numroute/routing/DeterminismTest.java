package io.numroute.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The same questions on the same facts come to the same bytes on every Java and every machine: the
 * digest below was computed once and is compared everywhere. It changes with what {@link
 * RandomWorld} draws, and with the meaning of decisions: then {@link Decider#SEMANTICS} must change
 * too.
 */
class DeterminismTest {
  private static final String DIGEST =
      "e878d9b06d61cfc7003de6b196d31be568900a5e53f17f480c4e87a175f6c9f7";

  @Test
  void decisions_areTheSameBytesEverywhere() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    // A year whose time zone rules are history.
    long aroundMs = 1_710_000_000_000L;
    for (int world = 0; world < 100; world++) {
      RandomWorld drawn = new RandomWorld(world, aroundMs);
      Directory directory = drawn.directory();
      GatewayStates states = drawn.states();
      for (int i = 0; i < 50; i++) {
        RouteQuery query = drawn.query();
        @Nullable NumberFact fact = drawn.fact();
        Decision decision = Decider.explain(query, directory, fact, states);
        String canonical =
            ValidUntilTest.canonical(decision.outcome())
                + decision.validUntilMs()
                + decision.directoryVersion()
                + decision.numberVersion()
                + decision.steps()
                + "\n";
        digest.update(canonical.getBytes(StandardCharsets.UTF_8));
        assertThat(
                ValidUntilTest.canonical(Decider.decide(query, directory, fact, states).outcome()))
            .as("explained or not")
            .isEqualTo(ValidUntilTest.canonical(decision.outcome()));
      }
    }
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(DIGEST);
  }
}
