package io.numroute.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.numroute.http.ProblemException;
import io.numroute.notation.Change;
import io.numroute.routing.DirectoryCommand;
import io.numroute.routing.IspId;
import io.numroute.routing.NumberCommand;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Precondition;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {
  private static final UUID DIRECTORY = new UUID(1, 2);
  private static final UUID NUMBERS = new UUID(3, 4);
  private static final EntityTags TAGS = new EntityTags(DIRECTORY, NUMBERS, 12);
  private static final PhoneNumber NUMBER = PhoneNumber.parse("+447106123456");
  private static final Change ISP = Change.of(new DirectoryCommand.DeleteIsp(new IspId("acme")));
  private static final Change WITHDRAWN = Change.of(new NumberCommand.Withdraw(NUMBER));

  private static Precondition read(
      Change change, @Nullable String match, @Nullable String noneMatch) {
    Map<String, String> headers = new HashMap<>();
    headers.put("If-Match", match);
    headers.put("If-None-Match", noneMatch);
    return TAGS.conditional(change, headers::get).precondition();
  }

  @Test
  void aTagComesBackAsTheVersionThatItNames() {
    assertThat(TAGS.ofDirectory(7)).isEqualTo("\"" + DIRECTORY + ".0.7\"");
    assertThat(read(ISP, TAGS.ofDirectory(7), null)).isEqualTo(Precondition.standsAt(7));
    assertThat(read(WITHDRAWN, " " + TAGS.ofNumber(NUMBER, 9) + " ", null))
        .isEqualTo(Precondition.standsAt(9));
    assertThat(read(ISP, "*", null)).isEqualTo(Precondition.EXISTS);
    assertThat(read(ISP, null, "*")).isEqualTo(Precondition.ABSENT);
    assertThat(read(ISP, null, null)).isEqualTo(Precondition.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "7", "\"", "\"\"", "\"a\", \"b\"", "\"a\"b", "'a'", "W/", "**", "\"a", "a\""})
  void whatIsNoTagIsTold(String match) {
    assertThatThrownBy(() -> read(ISP, match, null))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().slug()).isEqualTo("bad-parameter"));
  }

  @Test
  void aTagThatNothingHereEverHadFails() {
    String weak = "W/" + TAGS.ofDirectory(7);
    String ofNumbers = TAGS.ofNumber(NUMBER, 7);
    String ofAnotherLog = new EntityTags(NUMBERS, DIRECTORY, 12).ofDirectory(7);
    for (String match : new String[] {weak, ofNumbers, ofAnotherLog, "\"abc\"", "\"7\""}) {
      assertThatThrownBy(() -> read(ISP, match, null))
          .as(match)
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.problem().slug()).isEqualTo("precondition-failed"));
    }
    assertThatThrownBy(() -> read(WITHDRAWN, TAGS.ofDirectory(7), null))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void bothHeadersAndAListOfThoseItMustNotBeAreTooMuch() {
    assertThatThrownBy(() -> read(ISP, "*", "*")).isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> read(ISP, null, TAGS.ofDirectory(7)))
        .isInstanceOf(ProblemException.class);
  }
}
