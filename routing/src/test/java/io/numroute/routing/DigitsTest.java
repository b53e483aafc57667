package io.numroute.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DigitsTest {
  private static long digits(String text) {
    return Digits.parse(text);
  }

  @Test
  void parse_thenToString_isTheSameText() {
    for (String text :
        new String[] {
          "0", "9", "112", "000", "447106123456", "123456789012345", "1234567890123456"
        }) {
      assertThat(Digits.toString(digits(text))).isEqualTo(text);
      assertThat(Digits.length(digits(text))).isEqualTo(text.length());
    }
  }

  @Test
  void parse_refusesAllElse() {
    for (String text : new String[] {"", "12a", "+12", " 1", "12345678901234567", "٣٤", "1-2"}) {
      assertThat(digits(text)).as(text).isEqualTo(Digits.INVALID);
    }
  }

  @Test
  void at_readsEachDigit() {
    assertThat(Digits.at(digits("4071"), 0)).isEqualTo(4);
    assertThat(Digits.at(digits("4071"), 1)).isZero();
    assertThat(Digits.at(digits("4071"), 3)).isEqualTo(1);
    assertThat(Digits.at(digits("4071"), 4)).isEqualTo(-1);
  }

  @Test
  void startsWith_asOfTexts() {
    Random random = new Random(20261122);
    for (int i = 0; i < 20_000; i++) {
      String a = randomDigits(random);
      String b = randomDigits(random);
      assertThat(Digits.startsWith(digits(a), digits(b)))
          .as(a + " " + b)
          .isEqualTo(a.startsWith(b));
    }
    assertThat(Digits.startsWith(digits("44"), Digits.EMPTY)).isTrue();
  }

  @Test
  void unsignedOrder_isOrderOfTexts() {
    Random random = new Random(4711);
    for (int i = 0; i < 20_000; i++) {
      String a = randomDigits(random);
      String b = randomDigits(random);
      assertThat(Integer.signum(Long.compareUnsigned(digits(a), digits(b))))
          .as(a + " " + b)
          .isEqualTo(Integer.signum(a.compareTo(b)));
    }
  }

  @Test
  void isValid_refusesForeignNibbles() {
    assertThat(Digits.isValid(digits("4071"))).isTrue();
    assertThat(Digits.isValid(0xF000_0000_0000_0000L)).isFalse();
    assertThat(Digits.isValid(0x1011_0000_0000_0000L)).isFalse();
  }

  @Test
  void append_atCapacity_fails() {
    assertThat(Digits.toString(Digits.append(digits("44"), 0))).isEqualTo("440");
    assertThatThrownBy(() -> Digits.append(digits("1234567890123456"), 7))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void phoneNumber_saysWhatIsWrong() {
    assertThat(PhoneNumber.parse("+447106123456")).hasToString("+447106123456");
    for (String text :
        new String[] {"447106123456", "+", "+0123", "+1234567890123456", "+44x", "+ 44"}) {
      assertThatThrownBy(() -> PhoneNumber.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static String randomDigits(Random random) {
    StringBuilder text = new StringBuilder();
    int length = 1 + random.nextInt(6);
    for (int i = 0; i < length; i++) {
      text.append((char) ('0' + random.nextInt(3)));
    }
    return text.toString();
  }
}
