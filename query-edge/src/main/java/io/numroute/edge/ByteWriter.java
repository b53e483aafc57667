package io.numroute.edge;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing array of bytes with writers for what answers are made of: ASCII, JSON strings, decimal
 * numbers, instants, and Avro's primitives. Reused from answer to answer; allocates nothing once it
 * has grown. For one thread.
 */
final class ByteWriter {
  private static final byte[] HEX = encoded("0123456789abcdef");
  private static final long MS_PER_DAY = 86_400_000L;

  /** First and last millisecond of the years that have four digits. */
  static final long FIRST_MS = -62_167_219_200_000L;

  static final long LAST_MS = 253_402_300_799_999L;

  private byte[] bytes;
  private int length;

  ByteWriter(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  ByteWriter clear() {
    length = 0;
    return this;
  }

  byte[] copy() {
    return Arrays.copyOf(bytes, length);
  }

  private void room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }

  ByteWriter put(byte value) {
    room(1);
    bytes[length++] = value;
    return this;
  }

  ByteWriter put(byte[] source) {
    return put(source, 0, source.length);
  }

  ByteWriter put(byte[] source, int offset, int count) {
    room(count);
    System.arraycopy(source, offset, bytes, length, count);
    length += count;
    return this;
  }

  /** Characters known to be ASCII. */
  @SuppressWarnings("deprecation") // the one way to copy ASCII out of a String without allocating
  ByteWriter ascii(String text) {
    int count = text.length();
    room(count);
    text.getBytes(0, count, bytes, length);
    length += count;
    return this;
  }

  /** A decimal number. */
  ByteWriter decimal(long value) {
    if (value == Long.MIN_VALUE) {
      return ascii("-9223372036854775808");
    }
    room(20);
    long rest = Math.abs(value);
    int digits = 1;
    for (long bound = rest / 10; bound > 0; bound /= 10) {
      digits++;
    }
    if (value < 0) {
      bytes[length++] = '-';
    }
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  private void digits(int value, int count) {
    int rest = value;
    for (int at = length + count - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }

  /** Digits packed as {@link io.numroute.routing.Digits} does, without the first {@code skip}. */
  ByteWriter packedDigits(long digits, int skip) {
    room(16);
    for (long rest = skip >= 16 ? 0 : digits << (4 * skip); rest != 0; rest <<= 4) {
      bytes[length++] = (byte) ('0' - 1 + (rest >>> 60));
    }
    return this;
  }

  /**
   * An instant as {@code 2026-11-22T10:00:00.000Z} (RFC 3339); what lies beyond the years 0 to 9999
   * becomes their first or last millisecond. The calendar is Howard Hinnant's civil_from_days.
   */
  ByteWriter instant(long instantMs) {
    room(24);
    long epochMs = Math.max(FIRST_MS, Math.min(LAST_MS, instantMs));
    long days = Math.floorDiv(epochMs, MS_PER_DAY);
    int ofDay = (int) Math.floorMod(epochMs, MS_PER_DAY);
    long z = days + 719_468;
    long era = Math.floorDiv(z, 146_097L);
    int dayOfEra = (int) (z - era * 146_097);
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int shifted = (5 * dayOfYear + 2) / 153;
    int month = shifted < 10 ? shifted + 3 : shifted - 9;
    digits((int) (yearOfEra + era * 400) + (month <= 2 ? 1 : 0), 4);
    bytes[length++] = '-';
    digits(month, 2);
    bytes[length++] = '-';
    digits(dayOfYear - (153 * shifted + 2) / 5 + 1, 2);
    bytes[length++] = 'T';
    digits(ofDay / 3_600_000, 2);
    bytes[length++] = ':';
    digits(ofDay / 60_000 % 60, 2);
    bytes[length++] = ':';
    digits(ofDay / 1_000 % 60, 2);
    bytes[length++] = '.';
    digits(ofDay % 1_000, 3);
    bytes[length++] = 'Z';
    return this;
  }

  /** A text as a JSON string with its quotes. */
  ByteWriter json(String text) {
    put((byte) '"');
    if (plain(text)) {
      ascii(text);
    } else {
      for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
        if (b == '"' || b == '\\') {
          put((byte) '\\').put(b);
        } else if (b >= 0 && b < 0x20 || b == 0x7F) {
          ascii("\\u00").put(HEX[b >> 4]).put(HEX[b & 0xF]);
        } else {
          put(b);
        }
      }
    }
    return put((byte) '"');
  }

  /** The bytes of ASCII text, for what is encoded once and put often. */
  static byte[] encoded(String ascii) {
    return ascii.getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean plain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c > 0x7E || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /** Avro int or long: zig-zag, variable length. */
  ByteWriter avroLong(long value) {
    room(10);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
    return this;
  }

  /** Avro boolean. */
  ByteWriter avroBoolean(boolean value) {
    return put((byte) (value ? 1 : 0));
  }

  /** Avro string of characters known to be ASCII. */
  ByteWriter avroAscii(String text) {
    return avroLong(text.length()).ascii(text);
  }

  /** Avro string. */
  ByteWriter avroString(String text) {
    if (plain(text)) {
      return avroAscii(text);
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return avroLong(utf8.length).put(utf8);
  }
}
