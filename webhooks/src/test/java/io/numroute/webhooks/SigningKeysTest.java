package io.numroute.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {
  private static final byte[] BODY = "{\"type\":\"port.done\"}".getBytes(StandardCharsets.UTF_8);

  /** RFC 8032, 7.1, test 1. */
  @Test
  void thePublicKeyIsThatOfTheStandard() {
    SigningKeys keys =
        SigningKeys.parse(key("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
    assertThat(raw(keys.published().get(0).key()))
        .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  }

  @Test
  void aReceiverVerifies_withTheProgramOfThePage(@TempDir Path folder) throws Exception {
    Page page = Page.compiled(folder);
    SigningKeys keys = SigningKeys.parse(fresh());
    String key = keys.published().get(0).key();
    String signature = keys.sign("m1", 1000, BODY);
    assertThat(signature).startsWith("v1a,").doesNotContain(" ");

    assertThat(page.verify(key, "m1", "1000", signature, BODY, 1299)).isTrue();
    assertThat(page.verify(key, "m1", "1000", signature, BODY, 1301)).as("too old").isFalse();
    assertThat(page.verify(key, "m2", "1000", signature, BODY, 1000)).isFalse();
    assertThat(page.verify(key, "m1", "1001", signature, BODY, 1000)).isFalse();
    assertThat(page.verify(key, "m1", "1000", signature, new byte[] {'{', '}'}, 1000)).isFalse();
    assertThat(page.verify(key, "m1", "1000", "v1a,AAAA v1,b3Ro", BODY, 1000)).isFalse();
    String other = SigningKeys.parse(fresh()).published().get(0).key();
    assertThat(page.verify(other, "m1", "1000", signature, BODY, 1000)).isFalse();
  }

  @Test
  void whileAKeyIsReplaced_bothSign(@TempDir Path folder) throws Exception {
    Page page = Page.compiled(folder);
    SigningKeys both = SigningKeys.parse(fresh() + "\n\n" + fresh() + "\n");
    String signatures = both.sign("m1", 1000, BODY);
    assertThat(both.published()).hasSize(2);
    assertThat(both.published())
        .allMatch(key -> page.verify(key.key(), "m1", "1000", signatures, BODY, 1000));
  }

  @Test
  void whatIsNoKeyIsRefused_andNotQuoted() {
    String good = fresh();
    for (String bad :
        new String[] {
          "",
          good + "\n" + good + "\n" + good,
          good.substring(5),
          "whsk_AAAA",
          "whsk_%%%",
          "hunter2"
        }) {
      assertThatThrownBy(() -> SigningKeys.parse(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("hunter2")
          .hasMessageNotContaining(good.substring(5));
    }
    assertThat(SigningKeys.parse(good).toString()).doesNotContain(good.substring(5));
  }

  private static String fresh() {
    return SigningKeys.generate(new SecureRandom());
  }

  private static String key(String hex) {
    return "whsk_" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  private static String raw(String published) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(published.substring(5)));
  }
}
