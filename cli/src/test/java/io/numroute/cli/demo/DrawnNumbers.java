package io.numroute.cli.demo;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import com.google.i18n.phonenumbers.prefixmapper.PhonePrefixMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Random numbers, and what libphonenumber itself says of each: half of them in any calling code
 * there is, half of them beginning as some prefix of the table does.
 */
final class DrawnNumbers {
  private final SplittableRandom random;
  private final List<Integer> callingCodes =
      List.copyOf(new TreeSet<>(PhoneNumberUtil.getInstance().getSupportedCallingCodes()));
  private final List<String> prefixes = new ArrayList<>();
  private final Map<String, PhonePrefixMap> maps = new HashMap<>();

  DrawnNumbers(long seed) {
    this.random = new SplittableRandom(seed);
    for (CarrierTable.Area area : CarrierTable.read().areas()) {
      maps.put(area.code(), CarrierTable.map(area.code()));
      area.entries().forEach(entry -> prefixes.add(entry.prefix().toString()));
    }
  }

  /** Numbers, each with its carrier's name by {@code PhonePrefixMap.lookup}; empty for none. */
  Map<String, String> draw(int count) {
    Map<String, String> drawn = new LinkedHashMap<>();
    while (drawn.size() < count) {
      String begin =
          drawn.size() % 2 == 0
              ? String.valueOf(callingCodes.get(random.nextInt(callingCodes.size())))
              : prefixes.get(random.nextInt(prefixes.size()));
      StringBuilder digits = new StringBuilder(begin);
      int length = random.nextInt(Math.max(8, begin.length() + 2), 16);
      while (digits.length() < length - 1) {
        digits.append(random.nextInt(10));
      }
      digits.append(random.nextInt(1, 10));
      drawn.put("+" + digits, carrier(digits.toString()));
    }
    return drawn;
  }

  private String carrier(String digits) {
    int code = callingCode(digits);
    String national = digits.substring(String.valueOf(code).length());
    PhonePrefixMap map = maps.get(code == 1 ? digits.substring(0, 4) : String.valueOf(code));
    if (map == null) {
      return "";
    }
    PhoneNumber number =
        new PhoneNumber().setCountryCode(code).setNationalNumber(Long.parseLong(national));
    int zeros = 0;
    while (national.charAt(zeros) == '0') {
      zeros++;
    }
    if (zeros > 0) {
      number.setItalianLeadingZero(true).setNumberOfLeadingZeros(zeros);
    }
    String carrier = map.lookup(number);
    return carrier == null ? "" : carrier;
  }

  private int callingCode(String digits) {
    for (int length = 1; length <= 3; length++) {
      int code = Integer.parseInt(digits.substring(0, length));
      if (callingCodes.contains(code)) {
        return code;
      }
    }
    throw new IllegalStateException("no calling code in +" + digits);
  }
}
