package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.ActiveKey;
import io.numroute.http.ApiKey;
import io.numroute.http.Caller;
import io.numroute.http.CredentialWriter;
import io.numroute.http.CredentialsFollower;
import io.numroute.http.KeyPurpose;
import io.numroute.http.Problems;
import io.numroute.http.Role;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.Fields;
import io.numroute.notation.StrictJson;
import io.numroute.routing.IspId;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes, lists and revokes API keys of one owner: an ISP, or the authority (null). At most two keys
 * of a purpose are good at a time: one, and while keys are changed its successor. Two ingests that
 * are asked at the same instant may each make one; nothing but the count is wrong then. Blocking.
 */
final class Keys {
  /** Good keys of one purpose. */
  static final int PER_PURPOSE = 2;

  /** Good keys of one owner: a name for each gateway. */
  static final int PER_OWNER = 256;

  /** How long a new key may take to be known here; it is good all the same. */
  private static final Duration KNOWN = Duration.ofSeconds(2);

  private final CredentialsFollower credentials;
  private final CredentialWriter writer;
  private final Object[] turns = new Object[16];

  Keys(CredentialsFollower credentials, CredentialWriter writer) {
    this.credentials = credentials;
    this.writer = writer;
    for (int i = 0; i < turns.length; i++) {
      turns[i] = new Object();
    }
  }

  /** Answers a request for a key of that owner; the key's place is below {@code path}. */
  Reply create(@Nullable IspId owner, byte[] body, Caller by, String path) {
    try {
      ObjectNode created = create(purpose(owner, body), by);
      return Reply.json(201, created).at(path + created.path("keyId").asText());
    } catch (BadDocumentException e) {
      return Writes.problem(e);
    }
  }

  /** What {@code {"role":"gateway","name":"gw-london"}} asks for; both may be left out. */
  private static KeyPurpose purpose(@Nullable IspId owner, byte[] body)
      throws BadDocumentException {
    Role usual = owner == null ? Role.AUTHORITY : Role.OPERATOR;
    if (body.length == 0) {
      return new KeyPurpose(usual, owner, KeyPurpose.DEFAULT_NAME);
    }
    Fields fields = new Fields(StrictJson.parse(body, 0, body.length), "");
    Role role =
        fields.word(
            "role",
            word -> {
              Role known = Role.ofWord(word);
              return known == null || known.ofIsp() != (owner != null) ? null : known;
            },
            usual);
    KeyPurpose purpose =
        Objects.requireNonNullElseGet(
            fields.optionalParsed("name", name -> new KeyPurpose(role, owner, name)),
            () -> new KeyPurpose(role, owner, KeyPurpose.DEFAULT_NAME));
    fields.end();
    return purpose;
  }

  /** The new key, the only time that its secret is shown. It is good here when this returns. */
  private ObjectNode create(KeyPurpose purpose, Caller by) {
    synchronized (turn(purpose.isp())) {
      List<ActiveKey> others = of(purpose.isp());
      if (others.size() >= PER_OWNER) {
        throw IngestProblems.TOO_MANY_KEYS.because(
            "there are " + PER_OWNER + " good keys already: revoke what is not used");
      }
      if (others.stream().filter(key -> key.purpose().equals(purpose)).count() >= PER_PURPOSE) {
        throw IngestProblems.TOO_MANY_KEYS.because(
            "two keys of that role and name are good already: revoke one, or choose another name");
      }
      ApiKey key = acknowledged(() -> writer.create(purpose, by.proof().credential()));
      awaitKnown(key.keyId());
      return describe(StrictJson.object(), key.keyId(), purpose).put("key", key.written());
    }
  }

  ObjectNode list(@Nullable IspId owner) {
    ObjectNode json = StrictJson.object();
    ArrayNode keys = json.putArray("keys");
    of(owner).stream()
        .sorted(Comparator.comparing(ActiveKey::createdAt).thenComparing(ActiveKey::keyId))
        .forEach(
            key ->
                describe(keys.addObject(), key.keyId(), key.purpose())
                    .put("createdAt", key.createdAt().toString()));
    return json;
  }

  /** Ends a key. The authority's last one stays: without it nobody could make another. */
  ObjectNode revoke(@Nullable IspId owner, String keyId, Caller by) {
    synchronized (turn(owner)) {
      List<ActiveKey> all = of(owner);
      ActiveKey ended =
          all.stream()
              .filter(key -> key.keyId().equals(keyId))
              .findAny()
              .orElseThrow(() -> Problems.NOT_FOUND.because("no such key of " + nameOf(owner)));
      if (ended.purpose().role() == Role.AUTHORITY
          && all.stream().filter(key -> key.purpose().role() == Role.AUTHORITY).count() == 1) {
        throw IngestProblems.LAST_KEY.because("make its successor first");
      }
      acknowledged(
          () -> {
            writer.revoke(keyId, ended.purpose(), by.proof().credential());
            return keyId;
          });
      return StrictJson.object().put("keyId", keyId).put("status", "revoked");
    }
  }

  private static ObjectNode describe(ObjectNode json, String keyId, KeyPurpose purpose) {
    return json.put("keyId", keyId).put("role", purpose.role().word()).put("name", purpose.name());
  }

  private List<ActiveKey> of(@Nullable IspId owner) {
    return credentials.keys().stream()
        .filter(key -> Objects.equals(key.purpose().isp(), owner))
        .toList();
  }

  private static String nameOf(@Nullable IspId owner) {
    return owner == null ? "the authority" : owner.toString();
  }

  /** So that of two requests the second counts what the first made. */
  private Object turn(@Nullable IspId owner) {
    return turns[Objects.hashCode(owner) & (turns.length - 1)];
  }

  private void awaitKnown(String keyId) {
    try {
      credentials.awaitKey(keyId, KNOWN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> T acknowledged(Writing<T> writing) {
    try {
      return writing.write();
    } catch (IOException e) {
      throw new KafkaAwayException(true, e);
    }
  }

  private interface Writing<T> {
    T write() throws IOException;
  }
}
