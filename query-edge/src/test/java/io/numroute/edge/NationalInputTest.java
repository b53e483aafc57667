package io.numroute.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.numroute.schemas.avro.Answer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers without a plus, as they are dialled in a country. */
class NationalInputTest extends EdgeDoors {
  private void isNumber(String expected, String key, String path) throws Exception {
    assertThat(get(key, "/v1/routes/" + path).body())
        .as("%s %s", key, path)
        .contains("\"number\":\"+" + expected + "\"");
  }

  @Test
  void theAskingIspsCountry_readsThem() throws Exception {
    isNumber("442012345678", "key-brit", "02012345678");
    isNumber("442012345678", "key-brit", "(020)%201234-5678");
    isNumber("442012345678", "key-brit", "00442012345678");
    isNumber("33123456789", "key-brit", "0033123456789");
    isNumber("442012345678", "key-brit", "+442012345678");
    isNumber("33123456789", "key-brit", "+33123456789");
  }

  @Test
  void theParameterOverrides() throws Exception {
    isNumber("442012345678", "key-acme", "02012345678?country=GB");
    isNumber("33123456789", "key-brit", "0123456789?country=FR");
    isNumber("390612345678", "key-acme", "0612345678?country=IT");
    isNumber("12025550123", "key-acme", "2025550123?country=US");
    isNumber("442012345678", "key-acme", "011442012345678?country=US");
    isNumber("33123456789", "key-acme", "+33123456789?country=GB");
  }

  @Test
  void withoutEither_digitsAreInternational() throws Exception {
    isNumber("442012345678", "key-acme", "442012345678");
    refused(400, "not-a-number", "/v1/routes/02012345678");
    assertThat(get("/v1/routes/02012345678").body()).contains("begins with 0");
  }

  @Test
  void shortCodes_areSpecial() throws Exception {
    for (String path :
        List.of("999?country=GB", "112?country=US", "15?country=FR", "911?country=US")) {
      refused(404, "special", "/v1/routes/" + path);
    }
    assertThat(get("key-brit", "/v1/routes/999").statusCode()).isEqualTo(404);
  }

  @Test
  void whatCannotBeDialled_isNoNumber() throws Exception {
    for (String path :
        List.of(
            "1",
            "0",
            "00",
            "0a",
            "020x12345678",
            "9".repeat(21),
            "0%2B44",
            "02012345678901234567")) {
      String body = get("/v1/routes/" + path + "?country=GB").body();
      assertThat(body).as(path).contains("not-a-number");
    }
    assertThat(get("/v1/routes/" + "9".repeat(21) + "?country=GB").body())
        .contains("has 21 digits; nobody dials more than 20");
    refused(400, "not-a-number", "/v1/routes/44x?country=GB");
    refused(400, "not-a-number", "/v1/routes/" + "(".repeat(300) + "?country=GB");
    refused(400, "bad-parameter", "/v1/routes/020?country=GB&country=FR");
  }

  @Test
  void beforeTheCountriesAreKnown_onlyAPlusIsRead() throws Exception {
    countriesReady = false;
    refused(503, "not-ready", "/v1/routes/442012345678");
    assertThat(get("/v1/routes/+442012345678").statusCode()).isEqualTo(200);
    isNumber("442012345678", "key-acme", "02012345678?country=GB");
    assertThat(edge.trouble()).contains("default countries");
  }

  @Test
  void whatIsLogged_isTheNumberMeant() throws Exception {
    get("key-brit", "/v1/routes/02012345678");
    get("key-brit", "/v1/routes/999");
    List<Answer> answers = forwarded();
    assertThat(answers).extracting(Answer::getNumber).containsOnly("+442012345678", "999");
    assertThat(answers.get(2).getOutcome()).isEqualTo("special");
  }

  /** Hostile digits in every country: an answer, in bounded time, and never an exception. */
  @Test
  void anyDigits_areReadOrRefused() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> countries = List.of("GB", "US", "IT", "AR", "BR", "MX", "CI", "SM", "AC", "RU");
    for (int i = 0; i < 20_000; i++) {
      StringBuilder digits = new StringBuilder();
      for (int left = 1 + random.nextInt(NationalNumbers.MAX_DIGITS); left > 0; left--) {
        digits.append((char) ('0' + random.nextInt(10)));
      }
      String country = countries.get(random.nextInt(countries.size()));
      try {
        long number = NationalNumbers.parse(digits.toString(), country);
        assertThat(new io.numroute.routing.PhoneNumber(number)).isNotNull();
      } catch (BadQuestion e) {
        assertThat(e.detail()).as("seed %s: %s in %s", seed, digits, country).isNotEmpty();
      }
    }
  }
}
