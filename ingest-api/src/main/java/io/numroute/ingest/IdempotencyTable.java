package io.numroute.ingest;

import io.numroute.schemas.CommandId;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.IdempotencyClaim;
import io.numroute.schemas.avro.IdempotencyOutcome;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What {@code numroute.idempotency} says, as a fold over its order: whose claim of each key counts,
 * and what became of it. Records and the brokers' append times alone decide, never this host's
 * clock, so that all ingests come to the same.
 *
 * <p>A claim counts when its key has none, or one that is older than 24 hours, or the one that it
 * names as replaced and whose lease is over. Bounded: when there are more than {@code capacity}
 * keys, the tenant that has the most gives up its oldest, one with an outcome if it has any, so
 * that nobody pushes out the keys of who has fewer. Thread-safe.
 */
final class IdempotencyTable {
  /** Some 500 bytes each. */
  static final int CAPACITY = 50_000;

  private static final long LIFETIME_MS = TopicCatalogue.IDEMPOTENCY_LIFETIME.toMillis();

  private final int capacity;
  private final Map<String, Tenant> tenants = new HashMap<>();
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  IdempotencyTable(int capacity) {
    this.capacity = capacity;
  }

  /**
   * The claim of a key that counts.
   *
   * @param first claim of the request, after which its command is named
   * @param holder claim that may do the work: the first one, or the last that took over
   * @param place where the command is to be found, if there is one
   * @param claimedMs when a broker appended the holder's claim
   * @param leaseMs the holder's
   * @param command null until it is known
   */
  record Entry(
      String actor,
      String fingerprint,
      UUID first,
      UUID holder,
      CommandPlace place,
      long claimedMs,
      long leaseMs,
      @Nullable CommandId command) {
    boolean isLive(long nowMs) {
      return nowMs - claimedMs < LIFETIME_MS;
    }

    private boolean passesOnTo(IdempotencyClaim claim, long timeMs) {
      return command == null
          && holder.toString().equals(claim.getReplaces())
          && actor.equals(claim.getActor())
          && fingerprint.equals(claim.getFingerprint())
          && timeMs - claimedMs >= leaseMs;
    }

    private Entry heldBy(UUID claim, long timeMs, long lease) {
      return new Entry(actor, fingerprint, first, claim, place, timeMs, lease, null);
    }

    private Entry with(CommandId id) {
      return new Entry(actor, fingerprint, first, holder, place, claimedMs, leaseMs, id);
    }

    /** The request's name, in the command that came of it. */
    String request() {
      return "key:" + first;
    }
  }

  /** The keys of one tenant, oldest claim first. */
  private static final class Tenant {
    private final String actor;
    private final LinkedHashMap<String, Boolean> keys = new LinkedHashMap<>();

    Tenant(String actor) {
      this.actor = actor;
    }
  }

  /** What counts for a key at that time, or null. */
  synchronized @Nullable Entry find(String key, long nowMs) {
    Entry entry = entries.get(key);
    return entry != null && entry.isLive(nowMs) ? entry : null;
  }

  synchronized int size() {
    return entries.size();
  }

  /**
   * @param timeMs when a broker appended it
   * @throws IllegalArgumentException for a claim that no ingest writes
   */
  synchronized void claimed(IdempotencyClaim claim, long timeMs) {
    dropExpired(timeMs);
    UUID name = UUID.fromString(claim.getClaim());
    UUID log = UUID.fromString(claim.getLog());
    Entry earlier = entries.get(claim.getKey());
    if (earlier == null && claim.getReplaces() == null) {
      put(
          claim.getKey(),
          new Entry(
              tenants.computeIfAbsent(claim.getActor(), Tenant::new).actor,
              claim.getFingerprint(),
              name,
              name,
              new CommandPlace(log, claim.getPartition(), claim.getFromOffset()),
              timeMs,
              claim.getLeaseMs(),
              null));
    } else if (earlier != null && earlier.passesOnTo(claim, timeMs)) {
      remove(claim.getKey());
      put(claim.getKey(), earlier.heldBy(name, timeMs, claim.getLeaseMs()));
    }
  }

  /**
   * @throws IllegalArgumentException for an outcome that no ingest writes
   */
  synchronized void became(IdempotencyOutcome outcome) {
    Entry entry = entries.get(outcome.getKey());
    if (entry == null
        || entry.command != null
        || !entry.holder.toString().equals(outcome.getClaim())) {
      return;
    }
    String command = outcome.getCommand();
    if (command == null) {
      remove(outcome.getKey());
    } else {
      entries.put(outcome.getKey(), entry.with(CommandId.parse(command)));
    }
  }

  /** Forgets everything: the topic is read anew. */
  synchronized void clear() {
    entries.clear();
    tenants.clear();
  }

  private void put(String key, Entry entry) {
    entries.put(key, entry);
    tenants.computeIfAbsent(entry.actor, Tenant::new).keys.put(key, true);
    if (entries.size() > capacity) {
      Tenant largest =
          tenants.values().stream()
              .max(
                  Comparator.<Tenant>comparingInt(tenant -> tenant.keys.size())
                      .thenComparing(tenant -> tenant.actor))
              .orElseThrow();
      remove(oldestOf(largest));
    }
  }

  private String oldestOf(Tenant tenant) {
    for (String key : tenant.keys.keySet()) {
      Entry entry = entries.get(key);
      if (entry != null && entry.command != null) {
        return key;
      }
    }
    return tenant.keys.keySet().iterator().next();
  }

  private void dropExpired(long timeMs) {
    while (!entries.isEmpty()) {
      Map.Entry<String, Entry> eldest = entries.entrySet().iterator().next();
      if (eldest.getValue().isLive(timeMs)) {
        return;
      }
      remove(eldest.getKey());
    }
  }

  private void remove(String key) {
    Entry entry = entries.remove(key);
    Tenant tenant = entry == null ? null : tenants.get(entry.actor);
    if (tenant != null) {
      tenant.keys.remove(key);
      if (tenant.keys.isEmpty()) {
        tenants.remove(tenant.actor);
      }
    }
  }
}
