package io.numroute.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To which addresses a webhook may go, and what a URL may be. */
class AddressRuleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.255.1.2",
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.7",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::7f00:1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:1ff::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "3fff::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1"
      })
  void notPublic(String address) throws UnknownHostException {
    assertThat(AddressRule.PUBLIC.permits(InetAddress.getByName(address))).isFalse();
    assertThat(AddressRule.ANY.permits(InetAddress.getByName(address))).isTrue();
    String host = address.contains(":") ? "[" + address + "]" : address;
    assertThatThrownBy(() -> Receiver.parse("https://" + host + "/", false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "126.1.1.1",
        "128.0.0.1",
        "169.253.0.1",
        "172.15.255.255",
        "172.32.0.1",
        "192.0.1.1",
        "192.167.1.1",
        "198.17.255.255",
        "198.20.0.1",
        "223.255.255.255",
        "2001:200::1",
        "2001:4860:4860::8888",
        "2003::1",
        "2606:4700::1111",
        "3ffe::1"
      })
  void isPublic(String address) throws UnknownHostException {
    assertThat(AddressRule.PUBLIC.permits(InetAddress.getByName(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://a.example/",
        "ftp://a.example/",
        "https:///x",
        "https:a.example",
        "a.example",
        "https://u:p@a.example/",
        "https://u@a.example/",
        "https://a.example/#x",
        "https://a.example:0/",
        "https://a.example:70000/",
        "https://a.example/\r\nX: y",
        "https://a.example/a b",
        "https://a_b.example/é",
        "https://bücher.example/",
        "https://2130706433/",
        "https://127.1/",
        "file:///etc/passwd",
        ""
      })
  void noReceiver(String url) {
    assertThatThrownBy(() -> Receiver.parse(url, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aReceiver() {
    Receiver receiver = Receiver.parse("https://a.example/hook?token=hunter2&x=%0d%0a", false);
    assertThat(receiver.target()).isEqualTo("/hook?token=hunter2&x=%0d%0a");
    assertThat(receiver.port()).isEqualTo(443);
    assertThat(receiver.authority()).isEqualTo("a.example");
    assertThat(receiver.toString() + receiver.masked()).doesNotContain("hunter2");
    assertThat(receiver.masked()).isEqualTo("https://a.example/hook?...");
    assertThat(Receiver.parse("https://[2606:4700::1111]:8443", false).authority())
        .isEqualTo("[2606:4700::1111]:8443");
    assertThat(Receiver.parse("https://[2606:4700::1111]:8443", false).target()).isEqualTo("/");
    assertThat(Receiver.parse("http://127.0.0.1:8080/", true).port()).isEqualTo(8080);
    assertThatThrownBy(() -> Receiver.parse("https://a.example/" + "a".repeat(1000), false))
        .hasMessageContaining("1000");
  }
}
