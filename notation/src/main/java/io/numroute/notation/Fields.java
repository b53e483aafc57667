package io.numroute.notation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.routing.IspId;
import io.numroute.routing.ProfileId;
import io.numroute.routing.Validity;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, taken one by one; what is left at the {@link #end} is refused. An
 * absent field and a null are the same. Every fault names its place.
 */
public final class Fields {
  private final ObjectNode object;
  private final String pointer;

  /** Takes the fields out of {@code object}, which stands at {@code pointer}. */
  public Fields(ObjectNode object, String pointer) {
    this.object = object;
    this.pointer = pointer;
  }

  /** The text of a field that must be there. */
  public String text(String name) throws BadDocumentException {
    String value = optionalText(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  public @Nullable String optionalText(String name) throws BadDocumentException {
    JsonNode node = take(name);
    return node == null ? null : textOf(node, at(name));
  }

  /** Whether the field is there and no null. */
  boolean has(String name) {
    return object.hasNonNull(name);
  }

  /** What {@code parse} makes of a text that must be there; its complaint becomes ours. */
  public <T> T parsed(String name, Function<String, T> parse) throws BadDocumentException {
    return parse(at(name), text(name), parse);
  }

  public <T> @Nullable T optionalParsed(String name, Function<String, T> parse)
      throws BadDocumentException {
    String value = optionalText(name);
    return value == null ? null : parse(at(name), value, parse);
  }

  /** The constant of a word, or {@code otherwise} when the field is absent. */
  public <T> T word(String name, Function<String, @Nullable T> ofWord, T otherwise)
      throws BadDocumentException {
    String value = optionalText(name);
    return value == null ? otherwise : word(at(name), value, ofWord);
  }

  /** The constant of a word, or null when the field is absent. */
  public <T> @Nullable T optionalWord(String name, Function<String, @Nullable T> ofWord)
      throws BadDocumentException {
    String value = optionalText(name);
    return value == null ? null : word(at(name), value, ofWord);
  }

  /** A whole number from {@code min} to {@code max}. */
  public int integer(String name, int min, int max, int otherwise) throws BadDocumentException {
    JsonNode node = take(name);
    return node == null ? otherwise : integerOf(node, at(name), min, max);
  }

  /** A whole number that must be there. */
  int integer(String name, int min, int max) throws BadDocumentException {
    JsonNode node = take(name);
    if (node == null) {
      throw missing(name);
    }
    return integerOf(node, at(name), min, max);
  }

  public boolean flag(String name) throws BadDocumentException {
    JsonNode node = take(name);
    if (node != null && !node.isBoolean()) {
      throw bad(at(name), "expected true or false");
    }
    return node != null && node.booleanValue();
  }

  /** The array of that name, or null. */
  public @Nullable ArrayNode array(String name) throws BadDocumentException {
    JsonNode node = take(name);
    if (node == null || node instanceof ArrayNode) {
      return (ArrayNode) node;
    }
    throw bad(at(name), "expected an array");
  }

  /** The object of that name, or null. */
  public @Nullable ObjectNode object(String name) throws BadDocumentException {
    JsonNode node = take(name);
    if (node == null || node instanceof ObjectNode) {
      return (ObjectNode) node;
    }
    throw bad(at(name), "expected an object");
  }

  /** The object of that name, which must be there. */
  ObjectNode requiredObject(String name) throws BadDocumentException {
    ObjectNode given = object(name);
    if (given == null) {
      throw missing(name);
    }
    return given;
  }

  /** Reads one element of an array. */
  interface Element<T> {
    T read(JsonNode node, String pointer) throws BadDocumentException;
  }

  /** What an array holds, in its order; empty when it is absent. */
  <T> List<T> list(String name, int max, Element<T> element) throws BadDocumentException {
    ArrayNode array = array(name);
    if (array == null) {
      return List.of();
    } else if (array.size() > max) {
      throw bad(at(name), "at most " + max + " entries");
    }
    List<T> list = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      list.add(element.read(array.get(i), at(name) + "/" + i));
    }
    return list;
  }

  /**
   * What a condition is restricted to; empty when the field is absent, which means no restriction.
   * A list that became empty, or null, by mistake must not mean "all", so both are refused.
   */
  <T> Set<T> restriction(String name, int max, Element<T> element) throws BadDocumentException {
    refuseNull(name);
    if (object.path(name).isArray() && object.path(name).isEmpty()) {
      throw bad(at(name), "an empty list permits nothing; leave the field out to mean all");
    }
    Set<T> set = new LinkedHashSet<>();
    list(
        name,
        max,
        (node, pointer) -> {
          T value = element.read(node, pointer);
          if (!set.add(value)) {
            throw bad(pointer, "comes twice");
          }
          return value;
        });
    return set;
  }

  /** Refuses a null where taking it for an absent field would widen what the document says. */
  void refuseNull(String name) throws BadDocumentException {
    if (object.path(name).isNull()) {
      throw bad(at(name), "null; leave the field out to mean all");
    }
  }

  /** Reads one member of an object whose names are data. */
  interface Member<T> {
    T read(String name, Fields fields) throws BadDocumentException;
  }

  /** What an object from names to objects holds, in its order; empty when it is absent. */
  <T> List<T> members(String name, Member<T> member) throws BadDocumentException {
    ObjectNode given = object(name);
    if (given == null) {
      return List.of();
    }
    Fields place = new Fields(given, at(name));
    List<T> members = new ArrayList<>(given.size());
    for (Map.Entry<String, JsonNode> entry : given.properties()) {
      members.add(
          member.read(entry.getKey(), Fields.of(entry.getValue(), place.at(entry.getKey()))));
    }
    return members;
  }

  /** What {@code parse} makes of the name under which this object stands. */
  <T> T named(String name, Function<String, T> parse) throws BadDocumentException {
    return parse(pointer, name, parse);
  }

  /** The fields of a node that must be an object. */
  static Fields of(JsonNode node, String pointer) throws BadDocumentException {
    if (node instanceof ObjectNode object) {
      return new Fields(object, pointer);
    }
    throw bad(pointer, "expected an object");
  }

  public IspId ispId(String name) throws BadDocumentException {
    return parsed(name, IspId::new);
  }

  /** The name of a profile of that ISP, or null. */
  @Nullable String profile(String name, IspId owner) throws BadDocumentException {
    return optionalParsed(name, profile -> new ProfileId(owner, profile).name());
  }

  /** {@code validFrom} and {@code validUntil}: instants of ISO 8601, each optional. */
  public Validity validity() throws BadDocumentException {
    Long from = optionalParsed("validFrom", Fields::instantMs);
    Long until = optionalParsed("validUntil", Fields::instantMs);
    long fromMs = from == null ? Long.MIN_VALUE : from;
    long untilMs = until == null ? Long.MAX_VALUE : until;
    if (fromMs >= untilMs) {
      throw bad(at("validUntil"), "must be after validFrom");
    }
    return from == null && until == null ? Validity.ALWAYS : new Validity(fromMs, untilMs);
  }

  /** Refuses what nobody asked for. */
  public void end() throws BadDocumentException {
    Iterator<String> rest = object.fieldNames();
    if (rest.hasNext()) {
      throw new BadDocumentException(
          BadDocumentException.UNKNOWN_FIELD, at(rest.next()), "no such field");
    }
  }

  /** Where this object stands. */
  String pointer() {
    return pointer;
  }

  /** The pointer of a field of this object. */
  String at(String name) {
    String escaped =
        name.indexOf('~') < 0 && name.indexOf('/') < 0
            ? name
            : name.replace("~", "~0").replace("/", "~1");
    return pointer + "/" + escaped;
  }

  BadDocumentException missing(String name) {
    return new BadDocumentException(BadDocumentException.MISSING_FIELD, at(name), "must be given");
  }

  static BadDocumentException bad(String pointer, String detail) {
    return new BadDocumentException(BadDocumentException.BAD_VALUE, pointer, detail);
  }

  static String textOf(JsonNode node, String pointer) throws BadDocumentException {
    if (!node.isTextual()) {
      throw bad(pointer, "expected text");
    }
    String value = node.textValue();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < value.length()
          && Character.isLowSurrogate(value.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw bad(pointer, "half a surrogate pair");
      }
    }
    return value;
  }

  /** What {@code parse} makes of a node that must be text. */
  static <T> Element<T> texts(Function<String, T> parse) {
    return (node, pointer) -> parse(pointer, textOf(node, pointer), parse);
  }

  /** The constant of a node that must be a word. */
  static <T> Element<T> words(Function<String, @Nullable T> ofWord) {
    return (node, pointer) -> word(pointer, textOf(node, pointer), ofWord);
  }

  static int integerOf(JsonNode node, String pointer, int min, int max)
      throws BadDocumentException {
    if (!node.isIntegralNumber()
        || !node.canConvertToInt()
        || node.intValue() < min
        || node.intValue() > max) {
      throw bad(pointer, "expected a whole number from " + min + " to " + max);
    }
    return node.intValue();
  }

  static <T> T word(String pointer, String value, Function<String, @Nullable T> ofWord)
      throws BadDocumentException {
    T constant = ofWord.apply(value);
    if (constant == null) {
      throw bad(pointer, "not one of the known words");
    }
    return constant;
  }

  private @Nullable JsonNode take(String name) {
    JsonNode node = object.remove(name);
    return node == null || node.isNull() ? null : node;
  }

  static <T> T parse(String pointer, String value, Function<String, T> parse)
      throws BadDocumentException {
    try {
      return parse.apply(value);
    } catch (IllegalArgumentException e) {
      throw bad(pointer, String.valueOf(e.getMessage()));
    }
  }

  static Long instantMs(String text) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return instant.toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("expected an instant like 2026-11-22T10:00:00Z", e);
    }
  }
}
