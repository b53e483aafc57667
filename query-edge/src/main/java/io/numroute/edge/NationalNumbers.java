package io.numroute.edge;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberFormat;
import com.google.i18n.phonenumbers.Phonenumber;
import com.google.i18n.phonenumbers.ShortNumberInfo;
import io.numroute.http.Problems;
import io.numroute.routing.Digits;

/**
 * Reads digits as people in a country dial them: trunk prefix, international prefix, area code.
 * libphonenumber knows the dialling plans; it is given at most {@link #MAX_DIGITS} digits and
 * nothing else, so what it takes is bounded. It reads a country's plan from its jar when that
 * country is asked for first.
 *
 * <p>Whether the number is in use, or complete, is the router's to say: a plan that is newer than
 * the library must not stop calls.
 */
final class NationalNumbers {
  /** An international prefix of five digits before a number of fifteen. */
  static final int MAX_DIGITS = 20;

  private static final PhoneNumberUtil PLANS = PhoneNumberUtil.getInstance();
  private static final ShortNumberInfo SHORT_NUMBERS = ShortNumberInfo.getInstance();

  private NationalNumbers() {}

  /** Whether a dialling plan is known of that country, an ISO 3166-1 alpha-2 code. */
  static boolean isKnown(String country) {
    return PLANS.getSupportedRegions().contains(country);
  }

  /** The international number, packed as {@link Digits} does. */
  static long parse(String digits, String country) throws BadQuestion {
    if (!isKnown(country)) {
      throw BadQuestion.notANumber(
          "has no plus, and the dialling plan of " + country + " is not known");
    }
    if (SHORT_NUMBERS.isEmergencyNumber(digits, country)) {
      throw special(country);
    }
    Phonenumber.PhoneNumber number;
    try {
      number = PLANS.parse(digits, country);
    } catch (NumberParseException e) {
      throw BadQuestion.notANumber(
          switch (e.getErrorType()) {
            case INVALID_COUNTRY_CODE -> "has no known country code, as dialled from " + country;
            case TOO_SHORT_AFTER_IDD, TOO_SHORT_NSN, NOT_A_NUMBER ->
                "is too short to be dialled in " + country;
            case TOO_LONG -> "is too long to be dialled in " + country;
          });
    }
    if (!PLANS.isValidNumber(number)
        && SHORT_NUMBERS.isValidShortNumberForRegion(number, country)) {
      throw special(country);
    }
    String international = PLANS.format(number, PhoneNumberFormat.E164);
    if (international.length() > 1 + Digits.E164_MAX) {
      throw BadQuestion.notANumber("is too long to be dialled in " + country);
    }
    return Digits.parse(international, 1, international.length());
  }

  private static BadQuestion special(String country) {
    return new BadQuestion(
        Problems.SPECIAL, "is an emergency number or a short code of " + country);
  }
}
