package io.numroute.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class IspNamesTest {
  @Test
  void namesBecomeIds() {
    assertThat(id("Vodafone")).isEqualTo("vodafone");
    assertThat(id("T-Mobile (Polska) S.A.")).isEqualTo("t-mobile-polska-s-a");
    assertThat(id("Síminn")).isEqualTo("siminn");
    assertThat(id("3")).isEqualTo("3");
    assertThat(id("a".repeat(200))).hasSize(48);
  }

  @Test
  void aNameWithoutLatinLettersIsItsHash() {
    assertThat(id("مخابرات")).matches("isp-[0-9a-f]{6}");
    assertThat(id("***")).matches("isp-[0-9a-f]{6}").isNotEqualTo(id("???"));
  }

  @Test
  void namesThatDifferInCaseOnlyHaveDifferentIds() {
    var ids = IspNames.ids(new TreeSet<>(List.of("TIGO", "Tigo", "tiGO")));
    assertThat(ids.get("TIGO")).hasToString("tigo");
    assertThat(String.valueOf(ids.get("Tigo"))).matches("tigo-[0-9a-f]{6}");
    assertThat(ids.values()).doesNotHaveDuplicates();
  }

  private static String id(String name) {
    return String.valueOf(IspNames.ids(new TreeSet<>(List.of(name))).get(name));
  }
}
