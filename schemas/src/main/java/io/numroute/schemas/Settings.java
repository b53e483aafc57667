package io.numroute.schemas;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A role's configuration file as it is read, once, at start. Every complaint is an
 * IllegalArgumentException that names the key, never a value that may be secret.
 *
 * <p>It remembers which keys were asked for; {@link #refuseUnknown} then finds misspelt ones. Not
 * thread-safe.
 */
public final class Settings {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private final Properties properties;
  private final Set<String> asked = new HashSet<>();

  private Settings(Properties properties) {
    this.properties = properties;
  }

  public static Settings of(Properties properties) {
    Properties copy = new Properties();
    properties.stringPropertyNames().forEach(k -> copy.setProperty(k, properties.getProperty(k)));
    return new Settings(copy);
  }

  public static Settings of(Map<String, String> properties) {
    Properties copy = new Properties();
    properties.forEach(copy::setProperty);
    return new Settings(copy);
  }

  /** A Java properties file in UTF-8. */
  public static Settings read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return new Settings(properties);
  }

  /** The text, without blanks around it. The key must be there. */
  public String text(String key) {
    String value = raw(key);
    if (value == null) {
      throw wrong(key, "must be set");
    }
    return value;
  }

  public String text(String key, String otherwise) {
    String value = raw(key);
    return value == null ? otherwise : value;
  }

  public int integer(String key, int otherwise, int min, int max) {
    String value = raw(key);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // falls through
    }
    throw wrong(key, "must be a whole number from " + min + " to " + max);
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key, boolean otherwise) {
    String value = raw(key);
    if (value == null) {
      return otherwise;
    } else if (value.equals("true") || value.equals("false")) {
      return value.equals("true");
    }
    throw wrong(key, "must be true or false");
  }

  /** A number with its unit: {@code 250ms}, {@code 30s}, {@code 5m}, {@code 12h}, {@code 400d}. */
  public Duration duration(String key, Duration otherwise) {
    String value = raw(key);
    if (value == null) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      throw wrong(key, "must be a number with its unit, such as 250ms, 30s, 5m, 12h or 400d");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  public Path path(String key) {
    String value = text(key);
    try {
      return Path.of(value);
    } catch (IllegalArgumentException e) {
      throw wrong(key, "must be a path");
    }
  }

  /** Everything below {@code prefix}, the prefix taken off. */
  public Map<String, String> below(String prefix) {
    Map<String, String> found = new HashMap<>();
    for (String key : properties.stringPropertyNames()) {
      if (key.startsWith(prefix)) {
        asked.add(key);
        found.put(key.substring(prefix.length()), properties.getProperty(key).strip());
      }
    }
    return found;
  }

  /** What to throw when the value of {@code key} will not do. */
  public IllegalArgumentException wrong(String key, String rule) {
    return new IllegalArgumentException("setting " + key + " " + rule);
  }

  /** To be called when everything was read: a key nobody asked for is a mistake. */
  public void refuseUnknown() {
    Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
    unknown.removeAll(asked);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("unknown setting " + String.join(", ", unknown));
    }
  }

  private @Nullable String raw(String key) {
    asked.add(key);
    String value = properties.getProperty(key);
    return value == null || value.isBlank() ? null : value.strip();
  }
}
