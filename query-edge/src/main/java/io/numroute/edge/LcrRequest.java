package io.numroute.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.numroute.http.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The LcrRequest, version 1, of siphon-sip: {@code dialed_number} is the number, {@code call_id}
 * the call, and among the free {@code attributes} {@code media}, {@code max} and {@code country}
 * are ours. What else stands there is not looked at.
 */
final class LcrRequest {
  /** Longest request, in bytes. */
  static final int MAX_BYTES = 16 << 10;

  private static final String VERSION = "1";

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
          .build();

  private LcrRequest() {}

  /** Fills in a question, with its fault if it has one. */
  static void read(byte[] body, Question question) {
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw bad("the body must be an LcrRequest, a JSON object");
      }
      object(json, question);
      if (json.nextToken() != null) {
        throw bad("there is more than one JSON value");
      }
    } catch (BadQuestion e) {
      question.fault(e);
    } catch (IOException e) {
      question.fault(bad("the body is not JSON"));
    }
  }

  private static void object(JsonParser json, Question question) throws IOException, BadQuestion {
    boolean numbered = false;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "version" -> {
          if (!text(json, name).equals(VERSION)) {
            throw bad("/version must be \"" + VERSION + "\"");
          }
        }
        case "call_id" -> question.callId(text(json, name));
        case "dialed_number" -> {
          byte[] number = text(json, name).getBytes(StandardCharsets.UTF_8);
          question.number(number, 0, number.length, false);
          numbered = true;
        }
        case "attributes" -> attributes(json, question);
        default -> json.skipChildren();
      }
    }
    if (!numbered) {
      throw bad("there is no /dialed_number");
    }
  }

  private static void attributes(JsonParser json, Question question)
      throws IOException, BadQuestion {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw bad("/attributes must be an object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "media" -> question.media(text(json, "attributes/media"));
        case "country" -> question.country(text(json, "attributes/country"));
        case "max" -> question.max(textOrNumber(json));
        default -> json.skipChildren();
      }
    }
  }

  private static String textOrNumber(JsonParser json) throws IOException, BadQuestion {
    return json.currentToken() == JsonToken.VALUE_NUMBER_INT
        ? json.getText()
        : text(json, "attributes/max");
  }

  private static String text(JsonParser json, String place) throws IOException, BadQuestion {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw bad("/" + place + " must be a string");
    }
    return json.getText();
  }

  private static BadQuestion bad(String detail) {
    return new BadQuestion(Problems.BAD_JSON, detail);
  }
}
