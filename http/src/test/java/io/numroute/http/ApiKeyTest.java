package io.numroute.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.numroute.routing.Proof;
import java.lang.management.ManagementFactory;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void a_key_is_written_and_parsed() {
    ApiKey key = ApiKey.generate(random);
    assertThat(key.written()).matches("nr_[a-z2-7]{12}_[A-Za-z0-9_-]{43}");
    assertThat(ApiKey.parse(key.written())).isEqualTo(key);
    assertThat(key.toString()).doesNotContain(key.secret());
  }

  @Test
  void rubbish_is_no_key() {
    String good = ApiKey.generate(random).written();
    assertThat(ApiKey.parse("")).isNull();
    assertThat(ApiKey.parse(good + "x")).isNull();
    assertThat(ApiKey.parse(good.substring(1))).isNull();
    assertThat(ApiKey.parse("NR" + good.substring(2))).isNull();
    assertThat(ApiKey.parse(good.replaceFirst("^nr_.", "nr_1"))).isNull();
    assertThat(ApiKey.parse(good.substring(0, good.length() - 1) + "\u0141")).isNull();
  }

  @Test
  void only_the_right_secret_of_a_known_id_is_good() {
    Map<String, CredentialTable.Good> goods = new HashMap<>();
    Map<ApiKey, Caller> all = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      ApiKey key = ApiKey.generate(random);
      Caller caller = Caller.authority(Proof.apiKey(key.keyId()));
      goods.put(key.keyId(), good(key, caller));
      all.put(key, caller);
    }
    CredentialTable table = new CredentialTable(goods);
    all.forEach(
        (key, caller) -> {
          assertThat(table.verify(key.written())).isSameAs(caller);
          ApiKey forged = new ApiKey(key.keyId(), ApiKey.generate(random).secret());
          assertThat(table.verify(forged.written())).isNull();
        });
    assertThat(table.verify(ApiKey.generate(random).written())).isNull();
    assertThat(table.verify("")).isNull();
    assertThat(new CredentialTable(Map.of()).verify(ApiKey.generate(random).written())).isNull();
  }

  @Test
  void neither_the_scan_of_a_head_nor_the_check_of_a_key_allocates() {
    ApiKey key = ApiKey.generate(random);
    Caller caller = Caller.authority(Proof.apiKey(key.keyId()));
    CredentialTable table = new CredentialTable(Map.of(key.keyId(), good(key, caller)));
    byte[] presented = ApiKey.ascii(key.written());
    byte[] head = ApiKey.ascii("GET /v1/routes/+44 HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n");
    RequestScanner scanner = new RequestScanner(8_192, 100);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 20_000; i++) {
        assert table.verify(presented, 0, presented.length) == caller;
        assert scanner.scanHead(head, 0, head.length) == head.length;
      }
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(allocated).isLessThan(20_000);
  }

  @Test
  void the_bearer_scheme_is_read_in_any_case() {
    assertThat(Bearer.key("Bearer abc")).isEqualTo("abc");
    assertThat(Bearer.key("bEARER  abc ")).isEqualTo("abc");
    assertThat(Bearer.key("Basic abc")).isNull();
    assertThat(Bearer.key("Bearer ")).isNull();
    assertThat(Bearer.key("Bearerabc")).isNull();
    assertThat(Bearer.key(null)).isNull();
  }

  @Test
  void numbers_are_masked() {
    assertThat(Masked.number("+447106123456")).isEqualTo("+4471…(12)");
    assertThat(Masked.number("+112")).isEqualTo("+…(3)");
  }

  private static CredentialTable.Good good(ApiKey key, Caller caller) {
    return new CredentialTable.Good(
        key.secretSha256(),
        new ActiveKey(key.keyId(), KeyPurpose.authority(), caller, Instant.EPOCH));
  }
}
