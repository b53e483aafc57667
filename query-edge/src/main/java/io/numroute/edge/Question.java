package io.numroute.edge;

import io.numroute.http.Caller;
import io.numroute.http.Right;
import io.numroute.routing.CallOrder;
import io.numroute.routing.Digits;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.RouteQuery;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One question as it was asked: who, about which number, with which parameters. Filled while it is
 * read, then only read; what is wrong with it is part of it, because that is answered and logged
 * like everything else.
 */
final class Question {
  /** Longest call id, in characters. */
  static final int MAX_CALL_ID = 256;

  /** Most characters of something that is no number that the log keeps. */
  static final int MAX_LOGGED = 64;

  /** Longest text that is looked at as a number without a plus. */
  private static final int MAX_DIALLED = 256;

  private static final String NAMES = "media, at, callId, max, format, country";

  /** What the answer is for. */
  enum Kind {
    /** A call is waiting; billed. */
    ROUTE("route", Right.ASK),
    /** Somebody wants to know why; not billed. */
    EXPLAIN("explain", Right.EXPLAIN);

    final String word;
    final Right right;

    Kind(String word, Right right) {
      this.word = word;
      this.right = right;
    }
  }

  final Kind kind;
  final Caller caller;
  final IspId askingIsp;
  final String queryId;
  final long receivedAtMs;
  private long digits = Digits.EMPTY;
  private String sent = "";
  private Media media = Media.VOICE;
  private long atMs;
  private @Nullable String callId;
  private int max = RouteQuery.DEFAULT_GATEWAYS;
  private Format format = Format.JSON;
  private @Nullable BadQuestion fault;

  /** A number without a plus as it was written, until {@link #settle}. */
  private byte @Nullable [] dialled;

  private boolean dialledPercent;
  private @Nullable BadQuestion dialledFault;
  private @Nullable String country;

  Question(Kind kind, Caller caller, IspId askingIsp, String queryId, long receivedAtMs) {
    this.kind = kind;
    this.caller = caller;
    this.askingIsp = askingIsp;
    this.queryId = queryId;
    this.receivedAtMs = receivedAtMs;
    this.atMs = receivedAtMs;
  }

  /** What makes it unanswerable; null when nothing does. The first fault found counts. */
  @Nullable BadQuestion fault() {
    return fault;
  }

  void fault(BadQuestion found) {
    if (fault == null) {
      fault = found;
    }
  }

  /** The number, packed; {@link Digits#EMPTY} when there is none. */
  long digits() {
    return digits;
  }

  /** What was sent for a number, cut off; for what turned out to be none. */
  String sent() {
    return sent;
  }

  Media media() {
    return media;
  }

  long atMs() {
    return atMs;
  }

  @Nullable String callId() {
    return callId;
  }

  int max() {
    return max;
  }

  Format format() {
    return format;
  }

  void format(Format wanted) {
    format = wanted;
  }

  private void format(String word) throws BadQuestion {
    Format known = Format.ofWord(word);
    if (known == null) {
      throw BadQuestion.parameter("format must be " + Format.NAMES);
    }
    format = known;
  }

  long orderSeed() {
    return CallOrder.keyOf(callId == null ? queryId : callId);
  }

  RouteQuery routeQuery() {
    return new RouteQuery(askingIsp, digits, media, atMs, orderSeed(), max);
  }

  /** Reads the number. One without a plus is not settled yet. */
  void number(byte[] text, int from, int to, boolean percent) {
    boolean international = NumberText.hasPlus(text, from, to, percent);
    BadQuestion wrong = null;
    try {
      digits = NumberText.parse(text, from, to, percent);
    } catch (BadQuestion e) {
      sent = new String(text, from, Math.min(to - from, MAX_LOGGED), StandardCharsets.ISO_8859_1);
      wrong = e;
    }
    if (!international && to - from <= MAX_DIALLED) {
      dialled = Arrays.copyOfRange(text, from, to);
      dialledPercent = percent;
      dialledFault = wrong;
    } else if (wrong != null) {
      fault(wrong);
    }
  }

  /** Whether it depends on a country which number is meant. */
  boolean isUnsettled() {
    return dialled != null;
  }

  /** The country that the question names for a number without a plus, or null. */
  @Nullable String country() {
    return country;
  }

  /**
   * Reads a number without a plus as it is dialled in that country; as an international one when
   * there is none.
   */
  void settle(@Nullable String dialledIn) {
    byte[] text = dialled;
    if (text == null) {
      return;
    }
    dialled = null;
    BadQuestion wrong = dialledFault;
    if (dialledIn != null) {
      try {
        String national = NumberText.dialled(text, dialledPercent, NationalNumbers.MAX_DIGITS);
        digits = NationalNumbers.parse(national, dialledIn);
        wrong = null;
      } catch (BadQuestion e) {
        digits = Digits.EMPTY;
        wrong = e;
      }
    }
    if (wrong != null) {
      sent = new String(text, 0, Math.min(text.length, MAX_LOGGED), StandardCharsets.ISO_8859_1);
      fault = wrong; // The number is read first.
    }
  }

  /** Reads {@code name=value&...} as it stands in a URI: percent-encoded, a plus being a plus. */
  void parameters(byte[] query, int from, int to) {
    int seen = 0;
    int start = from;
    while (start < to) {
      int end = start;
      int equals = -1;
      while (end < to && query[end] != '&') {
        if (query[end] == '=' && equals < 0) {
          equals = end;
        }
        end++;
      }
      if (end > start) {
        try {
          String name = decode(query, start, equals < 0 ? end : equals);
          int bit = parameter(name, equals < 0 ? "" : decode(query, equals + 1, end));
          if ((seen & bit) != 0) {
            throw BadQuestion.parameter(name + " stands there twice");
          }
          seen |= bit;
        } catch (BadQuestion e) {
          fault(e);
        }
      }
      start = end + 1;
    }
  }

  private int parameter(String name, String value) throws BadQuestion {
    switch (name) {
      case "media" -> {
        media(value);
        return 1;
      }
      case "at" -> {
        at(value);
        return 2;
      }
      case "callId" -> {
        callId(value);
        return 4;
      }
      case "max" -> {
        max(value);
        return 8;
      }
      case "format" -> {
        format(value);
        return 16;
      }
      case "country" -> {
        country(value);
        return 32;
      }
      default ->
          throw BadQuestion.parameter(
              "there is no parameter " + cut(name) + "; there are " + NAMES);
    }
  }

  void media(String word) throws BadQuestion {
    Media known = Media.ofWord(word);
    if (known == null) {
      throw BadQuestion.parameter("media must be voice, fax, modem or video");
    }
    media = known;
  }

  void at(String text) throws BadQuestion {
    long instantMs;
    try {
      instantMs = Instant.parse(text).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw badAt();
    }
    if (instantMs < ByteWriter.FIRST_MS || instantMs > ByteWriter.LAST_MS) {
      throw badAt();
    }
    atMs = instantMs;
  }

  private static BadQuestion badAt() {
    return BadQuestion.parameter(
        "at must be an instant of ISO 8601 in a year of four digits, as 2026-11-22T10:00:00Z");
  }

  void country(String text) throws BadQuestion {
    if (!NationalNumbers.isKnown(text)) {
      throw BadQuestion.parameter(
          "country must be a country with a known dialling plan, in two capital letters, as GB");
    }
    country = text;
  }

  void callId(String text) throws BadQuestion {
    if (text.isEmpty() || text.length() > MAX_CALL_ID) {
      throw BadQuestion.parameter("callId must be 1 to " + MAX_CALL_ID + " characters");
    }
    callId = text;
  }

  void max(String text) throws BadQuestion {
    int value = 0;
    for (int i = 0; i < text.length() && value <= 1_000; i++) {
      int digit = text.charAt(i) - '0';
      value = digit < 0 || digit > 9 ? 1_000_000 : value * 10 + digit;
    }
    max(text.isEmpty() ? 0 : value);
  }

  void max(int value) throws BadQuestion {
    if (value < 1 || value > RouteQuery.MAX_GATEWAYS) {
      throw BadQuestion.parameter("max must be 1 to " + RouteQuery.MAX_GATEWAYS);
    }
    max = value;
  }

  private static String decode(byte[] text, int from, int to) throws BadQuestion {
    byte[] decoded = new byte[to - from];
    int length = 0;
    boolean ascii = true;
    for (int i = from; i < to; i++) {
      int c = text[i];
      if (c == '%') {
        int high = i + 2 < to ? Character.digit(text[i + 1], 16) : -1;
        int low = i + 2 < to ? Character.digit(text[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw BadQuestion.parameter("a % is not followed by two hexadecimal digits");
        }
        c = high << 4 | low;
        i += 2;
      }
      ascii &= c >= 0 && c < 0x80;
      decoded[length++] = (byte) c;
    }
    if (ascii) {
      return new String(decoded, 0, length, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(java.nio.ByteBuffer.wrap(decoded, 0, length))
          .toString();
    } catch (java.nio.charset.CharacterCodingException e) {
      throw BadQuestion.parameter("a parameter is not UTF-8");
    }
  }

  private static String cut(String text) {
    return text.length() <= 32 ? text : text.substring(0, 32) + "...";
  }
}
