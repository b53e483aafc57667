package io.numroute.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.numroute.http.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One line of many questions: a JSON string that is the number, or an object with {@code number}
 * and, as wanted, {@code media}, {@code at}, {@code callId}, {@code max}, {@code country}.
 *
 * @param number counted from 1, empty lines included
 * @param from where it begins in the body
 * @param to where it ends
 */
record BulkLine(int number, int from, int to) {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** Fills in a question, with its fault if it has one. */
  void read(byte[] body, Question question) {
    if (to - from > BulkResource.MAX_LINE) {
      question.fault(bad("is longer than " + BulkResource.MAX_LINE + " bytes"));
      return;
    }
    try (JsonParser json = JSON.createParser(body, from, to - from)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.VALUE_STRING) {
        number(question, json.getText());
      } else if (first == JsonToken.START_OBJECT) {
        object(question, json);
      } else {
        throw bad("must be a JSON string or object");
      }
      if (json.nextToken() != null) {
        throw bad("has more than one JSON value");
      }
    } catch (BadQuestion e) {
      question.fault(e);
    } catch (IOException e) {
      question.fault(bad("is not JSON"));
    }
  }

  private void object(Question question, JsonParser json) throws IOException, BadQuestion {
    boolean numbered = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      if (name.equals("max")) {
        if (value != JsonToken.VALUE_NUMBER_INT) {
          throw bad("max must be a whole number");
        }
        question.max((int) Math.max(0, Math.min(1_000, json.getValueAsLong())));
        continue;
      }
      if (value != JsonToken.VALUE_STRING) {
        throw bad(
            switch (name) {
              case "number", "media", "at", "callId", "country" -> name + " must be a string";
              default -> unknown();
            });
      }
      switch (name) {
        case "number" -> {
          number(question, json.getText());
          numbered = true;
        }
        case "media" -> question.media(json.getText());
        case "at" -> question.at(json.getText());
        case "callId" -> question.callId(json.getText());
        case "country" -> question.country(json.getText());
        default -> throw BadQuestion.parameter("line " + number + ": " + unknown());
      }
    }
    if (!numbered) {
      throw bad("has no number");
    }
  }

  private static String unknown() {
    return "has a member other than number, media, at, callId, max and country";
  }

  private static void number(Question question, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    question.number(bytes, 0, bytes.length, false);
  }

  private BadQuestion bad(String what) {
    return new BadQuestion(Problems.BAD_JSON, "line " + number + " " + what);
  }

  /** An answer as it goes out: problems also say which line they are about. */
  byte[] numbered(int status, byte[] answer, int length) {
    if (status == 200) {
      return java.util.Arrays.copyOf(answer, length);
    }
    return new ByteWriter(length + 16)
        .put(answer, 0, length - 1)
        .ascii(",\"line\":")
        .decimal(number)
        .put((byte) '}')
        .copy();
  }
}
