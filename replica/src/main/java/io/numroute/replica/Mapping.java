package io.numroute.replica;

import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import io.numroute.routing.Media;
import io.numroute.routing.PhoneNumber;
import io.numroute.routing.Precondition;
import io.numroute.routing.Prefix;
import io.numroute.routing.PrefixSet;
import io.numroute.routing.Validity;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.BadRecordException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** What the mappings between Avro and the domain share. */
final class Mapping {
  private Mapping() {}

  /**
   * So that a record that says more than its known fields is not taken for what they say.
   *
   * @param needs the record's
   * @param known newest meaning of such records that this version knows
   */
  static void requireMeaning(int needs, int known) throws BadRecordException {
    if (needs > known) {
      throw notUnderstood("meaning " + needs + " of a later version; this one knows " + known);
    }
  }

  /** {@code expects} for an entity that must be there. */
  private static final long EXPECTS_ANY = -1;

  /** {@code expects} for an entity that must not be there. */
  private static final long EXPECTS_NONE = -2;

  /** What {@code expects} of a command says. Throws IllegalArgumentException for no meaning. */
  static Precondition precondition(@Nullable Long expects) {
    if (expects == null) {
      return Precondition.NONE;
    } else if (expects == EXPECTS_ANY) {
      return Precondition.EXISTS;
    }
    return expects == EXPECTS_NONE ? Precondition.ABSENT : Precondition.standsAt(expects);
  }

  static @Nullable Long expects(Precondition precondition) {
    return switch (precondition.kind()) {
      case NONE -> null;
      case EXISTS -> EXPECTS_ANY;
      case ABSENT -> EXPECTS_NONE;
      case STANDS_AT -> precondition.version();
    };
  }

  static void requireTopic(String topic, String written) throws BadRecordException {
    if (!written.equals(topic)) {
      throw new BadRecordException(Code.WRONG_TOPIC, "written for another topic");
    }
  }

  static void requireKey(byte @Nullable [] key, String entity) throws BadRecordException {
    if (key == null || !Arrays.equals(key, entity.getBytes(StandardCharsets.UTF_8))) {
      throw new BadRecordException(Code.WRONG_KEY, "the key is not what the value speaks of");
    }
  }

  /**
   * When the broker appended a record, epoch milliseconds; {@code otherwise} when the topic keeps
   * the producers' times, for those are whatever a producer wrote, and nothing may rest on them.
   */
  static long appendedMs(ConsumerRecord<?, ?> message, long otherwise) {
    return message.timestampType() == TimestampType.LOG_APPEND_TIME && message.timestamp() >= 0
        ? message.timestamp()
        : otherwise;
  }

  static BadRecordException notUnderstood(String detail) {
    return new BadRecordException(Code.NOT_UNDERSTOOD, detail);
  }

  static <T> T set(@Nullable T value, String field) throws BadRecordException {
    if (value == null) {
      throw notUnderstood(field + " is not set");
    }
    return value;
  }

  /** Who wrote a record. Throws IllegalArgumentException when it does not say. */
  static Actor actor(String text) {
    Actor actor = Actor.parse(text);
    if (actor.equals(Actor.UNKNOWN)) {
      throw new IllegalArgumentException("a record says who wrote it");
    }
    return actor;
  }

  static IspId isp(@Nullable String text, String field) throws BadRecordException {
    return new IspId(set(text, field));
  }

  static @Nullable PhoneNumber numberOrNull(@Nullable String text) {
    return text == null ? null : PhoneNumber.parse(text);
  }

  static Validity validity(@Nullable Long fromMs, @Nullable Long untilMs) {
    return fromMs == null && untilMs == null
        ? Validity.ALWAYS
        : new Validity(
            fromMs == null ? Long.MIN_VALUE : fromMs, untilMs == null ? Long.MAX_VALUE : untilMs);
  }

  static @Nullable Long fromMs(Validity validity) {
    return validity.fromMs() == Long.MIN_VALUE ? null : (Long) validity.fromMs();
  }

  static @Nullable Long untilMs(Validity validity) {
    return validity.untilMs() == Long.MAX_VALUE ? null : (Long) validity.untilMs();
  }

  static @Nullable String textOrNull(@Nullable Object value) {
    return value == null ? null : value.toString();
  }

  static Set<Media> media(List<io.numroute.schemas.avro.Media> media) throws BadRecordException {
    Set<Media> known = EnumSet.noneOf(Media.class);
    for (io.numroute.schemas.avro.Media medium : media) {
      known.add(
          switch (medium) {
            case VOICE -> Media.VOICE;
            case FAX -> Media.FAX;
            case MODEM -> Media.MODEM;
            case VIDEO -> Media.VIDEO;
            case UNKNOWN -> throw notUnderstood("unknown medium");
          });
    }
    return known;
  }

  static io.numroute.schemas.avro.Media toAvro(Media medium) {
    return switch (medium) {
      case VOICE -> io.numroute.schemas.avro.Media.VOICE;
      case FAX -> io.numroute.schemas.avro.Media.FAX;
      case MODEM -> io.numroute.schemas.avro.Media.MODEM;
      case VIDEO -> io.numroute.schemas.avro.Media.VIDEO;
    };
  }

  static PrefixSet prefixes(List<String> texts) {
    return PrefixSet.of(texts.stream().map(Prefix::parse).toList());
  }

  /** In order, so that the same set gives the same bytes. */
  static List<String> texts(PrefixSet prefixes) {
    return prefixes.prefixes().stream().map(Prefix::toString).toList();
  }

  /** In order, so that the same set gives the same bytes. */
  static List<String> sorted(Collection<IspId> isps) {
    return isps.stream().map(IspId::value).sorted().toList();
  }
}
