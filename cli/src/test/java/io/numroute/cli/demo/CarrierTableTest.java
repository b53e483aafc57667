package io.numroute.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.numroute.cli.demo.CarrierTable.Area;
import io.numroute.cli.demo.CarrierTable.Entry;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CarrierTableTest {
  private static final CarrierTable TABLE = CarrierTable.read();

  @Test
  void isAllOfTheLibrarysTable() {
    assertThat(TABLE.areas()).hasSizeGreaterThanOrEqualTo(200);
    assertThat(TABLE.size()).isGreaterThan(28_000);
  }

  @Test
  void hasEachPrefixOnceAndOnlyInTheAreaItBeginsWith() {
    Set<Long> seen = new HashSet<>();
    for (Area area : TABLE.areas()) {
      for (Entry entry : area.entries()) {
        assertThat(seen.add(entry.prefix().digits())).as(entry.toString()).isTrue();
        assertThat(entry.prefix().toString()).startsWith(area.code());
      }
    }
  }

  /** The library's own answer for a prefix's first number is the entry's carrier. */
  @Test
  void agreesWithTheLibrarysLookup() {
    Area britain = TABLE.areas().stream().filter(a -> a.code().equals("44")).findFirst().get();
    assertThat(britain.entries()).hasSizeGreaterThan(500);
    for (Entry entry : britain.entries()) {
      String digits = entry.prefix().toString();
      PhoneNumber number =
          new PhoneNumber()
              .setCountryCode(44)
              .setNationalNumber(Long.parseLong(digits.substring(2)));
      assertThat(CarrierTable.map("44").lookup(number)).isEqualTo(entry.carrier());
    }
  }

  /** A prefix without a carrier would be a hole in a shorter prefix, which no block can say. */
  @Test
  void hasNoHoles() {
    for (Area area : TABLE.areas()) {
      assertThat(CarrierTable.map(area.code()).toString().lines())
          .hasSize(area.entries().size())
          .noneMatch(line -> line.endsWith("|"));
    }
  }
}
