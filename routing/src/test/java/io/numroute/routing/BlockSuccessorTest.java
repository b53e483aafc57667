package io.numroute.routing;

import static io.numroute.routing.TestObjects.NOON;
import static io.numroute.routing.TestObjects.block;
import static io.numroute.routing.TestObjects.directory;
import static io.numroute.routing.TestObjects.followed;
import static io.numroute.routing.TestObjects.gateway;
import static io.numroute.routing.TestObjects.id;
import static io.numroute.routing.TestObjects.isp;
import static io.numroute.routing.TestObjects.prefix;
import static io.numroute.routing.TestObjects.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks that pass on at an instant, as decisions see them: just before it, at it, after it. */
class BlockSuccessorTest {
  private static final long T = NOON + 5000;
  private static final String NUMBER = "+447106123456";

  /** Acme holds 44; beta and gamma have a gateway too. */
  private static Directory with(Record... more) {
    Directory directory =
        directory(
            isp("acme"),
            isp("beta"),
            isp("gamma"),
            gateway("acme", "gw1"),
            gateway("beta", "gw1"),
            gateway("gamma", "gw1"),
            block("44", "acme"));
    for (Record entity : more) {
      Origin origin = new Origin(directory.version() + 1, Actor.AUTHORITY, 0);
      Directory.Applied applied = directory.apply(origin, TestObjects.put(entity));
      assertThat(applied.verdict()).isEqualTo(Verdict.ACCEPTED);
      directory = applied.directory();
    }
    return directory;
  }

  private static Decision at(long atMs, Directory directory, String number) {
    return Decider.explain(
        query("acme", number, Media.VOICE, atMs), directory, null, GatewayStates.none());
  }

  private static String serving(long atMs, Directory directory) {
    return at(atMs, directory, NUMBER).outcome() instanceof Outcome.Routed routed
        ? routed.servingIsp().value()
        : "nobody";
  }

  private static long validForMs(long atMs, Directory directory) {
    return at(atMs, directory, NUMBER).validUntilMs() - atMs;
  }

  private static List<String> findings(long atMs, Directory directory) {
    return at(atMs, directory, NUMBER).steps().stream()
        .filter(step -> step.kind() == Decision.Kind.BLOCK)
        .map(Decision.Step::finding)
        .toList();
  }

  private static Block bounded(String prefix, String holder, long fromMs, long untilMs) {
    return new Block(prefix(prefix), Block.ANY_LENGTH, id(holder), new Validity(fromMs, untilMs));
  }

  @Test
  void aHolder_changesAtExactlyTheInstant() {
    Directory directory = with(followed(block("4471", "beta"), T, block("4471", "gamma")));
    assertThat(serving(T - 1, directory)).isEqualTo("beta");
    assertThat(serving(T, directory)).isEqualTo("gamma");
    assertThat(serving(T + 1, directory)).isEqualTo("gamma");
    assertThat(validForMs(NOON, directory)).isEqualTo(5000);
    assertThat(validForMs(T - 1, directory)).isEqualTo(1);
    assertThat(validForMs(T, directory)).isEqualTo(Decider.MAX_TTL_MS);
  }

  @Test
  void explain_saysWhoFollowed_orWillFollow() {
    Directory directory = with(followed(block("4471", "beta"), T, block("4471", "gamma")));
    assertThat(findings(T - 1, directory))
        .containsExactly(
            "4471, held by beta, is the longest in force",
            "4471, to be followed by gamma from 2026-11-18T11:06:45Z on");
    assertThat(findings(T, directory))
        .containsExactly(
            "4471, held by gamma, is the longest in force",
            "4471, followed by gamma from 2026-11-18T11:06:45Z on");
  }

  @Test
  void aLength_changesAtTheInstant_alsoOfABlockThatIsPassedOver() {
    Directory longer = with(followed(block("4471", "beta", 12), T, block("4471", "beta", 13)));
    assertThat(serving(T - 1, longer)).isEqualTo("beta");
    assertThat(at(T, longer, NUMBER).outcome().slug()).isEqualTo("incomplete");
    Directory shorter = with(followed(block("4471", "beta", 12), T, block("4471", "beta", 11)));
    assertThat(serving(T, shorter)).as("too long for it now").isEqualTo("acme");
    Directory free = with(followed(block("4471", "beta", 11), T, block("4471", "beta")));
    assertThat(serving(T - 1, free)).isEqualTo("acme");
    assertThat(validForMs(T - 1, free)).isEqualTo(1);
    assertThat(serving(T, free)).isEqualTo("beta");
  }

  @Test
  void aProfile_changesAtTheInstant() {
    Block before = block("4471", "beta");
    Block after = new Block(prefix("4471"), Block.ANY_LENGTH, id("beta"), "off", Validity.ALWAYS);
    Directory directory =
        with(
            TestObjects.profile("beta", "off", TestObjects.refuse("off", null, 480, "off")),
            followed(before, T, after));
    assertThat(serving(T - 1, directory)).isEqualTo("beta");
    assertThat(at(T, directory, NUMBER).outcome().slug()).isEqualTo("refused-by-rule");
  }

  @Test
  void aSuccessorThatIsNotYetInForce_boundsValidUntil() {
    Directory directory =
        with(followed(block("4471", "beta"), T, bounded("4471", "gamma", T + 100, T + 200)));
    assertThat(serving(T - 1, directory)).isEqualTo("beta");
    assertThat(serving(T, directory)).as("by the covering block").isEqualTo("acme");
    assertThat(validForMs(T, directory)).isEqualTo(100);
    assertThat(serving(T + 100, directory)).isEqualTo("gamma");
    assertThat(validForMs(T + 100, directory)).isEqualTo(100);
    assertThat(serving(T + 200, directory)).isEqualTo("acme");
    assertThat(validForMs(T + 200, directory)).isEqualTo(Decider.MAX_TTL_MS);
  }

  @Test
  void theEndOfWhatIsFollowed_comesBeforeItsSuccessor() {
    Directory directory =
        with(followed(bounded("4471", "beta", NOON, T - 100), T, block("4471", "gamma")));
    assertThat(validForMs(NOON - 1, directory)).isEqualTo(1);
    assertThat(serving(NOON, directory)).isEqualTo("beta");
    assertThat(validForMs(NOON, directory)).isEqualTo(4900);
    assertThat(serving(T - 100, directory)).isEqualTo("acme");
    assertThat(validForMs(T - 100, directory)).as("though passed over").isEqualTo(100);
    assertThat(serving(T, directory)).isEqualTo("gamma");
  }

  @Test
  void whatCannotFollow_isNoSuccessor() {
    Block beta = block("4471", "beta");
    assertThatThrownBy(() -> followed(beta, T, followed(beta, T + 1, beta)))
        .hasMessage("a successor has no successor");
    assertThatThrownBy(() -> followed(beta, T, block("4472", "beta")))
        .hasMessage("the successor is a block of another prefix");
    Block later = bounded("4471", "beta", T, Long.MAX_VALUE);
    assertThatThrownBy(() -> followed(later, T, beta))
        .hasMessage("the successor comes before the block it follows");
    assertThat(followed(later, T + 1, beta).at(T).holder()).isEqualTo(id("beta"));
  }
}
