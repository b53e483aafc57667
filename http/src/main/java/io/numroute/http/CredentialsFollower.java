package io.numroute.http;

import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import io.numroute.schemas.AvroFraming;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.KafkaSettings;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.Credential;
import io.numroute.schemas.avro.CredentialRole;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API keys of {@code numroute.credentials}, followed by a plain consumer on a thread of its
 * own. A key is good from when its record is read, and no more as soon as a record says that it is
 * revoked: nothing brings it back in this process. While Kafka is away, the keys that were read
 * stay as they are. Records that cannot be understood are counted and passed over.
 */
public final class CredentialsFollower implements ApiKeys, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CredentialsFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ASK = Duration.ofSeconds(3);
  private static final Duration CLOSE = Duration.ofSeconds(5);
  private static final long RETRY_MS = 500;
  private static final int SHA_256_BYTES = 32;

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final AvroFraming framing;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch ready = new CountDownLatch(1);

  /** Told whenever {@link #table} changes. */
  private final Object changes = new Object();

  private volatile CredentialTable table = new CredentialTable(Map.of());
  private volatile long badRecords;
  private volatile @Nullable Consumer<byte[], byte[]> current;

  // Of the thread.
  private final Map<String, CredentialTable.Good> good = new HashMap<>();

  /** Written by the thread. */
  private final Set<String> revoked = ConcurrentHashMap.newKeySet();

  /** Follows from now until {@link #close}. Kafka need not be there yet. */
  public CredentialsFollower(KafkaSettings kafka, AvroFraming framing) {
    this(() -> new KafkaConsumer<>(kafka.consumer()), framing);
  }

  CredentialsFollower(Supplier<Consumer<byte[], byte[]>> consumers, AvroFraming framing) {
    this.consumers = consumers;
    this.framing = framing;
    thread = new Thread(this::run, "credentials");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whether everything that the topic held at the start has been applied. */
  public boolean ready() {
    return ready.getCount() == 0;
  }

  /** Waits for {@link #ready}; false when it did not come in time. */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    return ready.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Keys that are good now. */
  public int size() {
    return table.size();
  }

  /** The keys that are good now, in no order. */
  public List<ActiveKey> keys() {
    return table.keys();
  }

  /** Whether a record said that the key has ended. */
  public boolean isRevoked(String keyId) {
    return revoked.contains(keyId);
  }

  /** Waits until a key is good here; false when it does not become so in time. */
  public boolean awaitKey(String keyId, Duration timeout) throws InterruptedException {
    long deadlineNs = System.nanoTime() + timeout.toNanos();
    synchronized (changes) {
      while (table.keys().stream().noneMatch(key -> key.keyId().equals(keyId))) {
        long leftMs = (deadlineNs - System.nanoTime()) / 1_000_000;
        if (leftMs <= 0) {
          return false;
        }
        changes.wait(leftMs);
      }
      return true;
    }
  }

  /** Records that were passed over because they could not be understood. */
  public long badRecords() {
    return badRecords;
  }

  @Override
  public @Nullable Caller verify(byte[] ascii, int from, int to) {
    return table.verify(ascii, from, to);
  }

  @Override
  public void close() {
    closed.countDown();
    Consumer<byte[], byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(CLOSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void run() {
    boolean waiting = false;
    while (!isClosed()) {
      try (Consumer<byte[], byte[]> consumer = consumers.get()) {
        current = consumer;
        follow(consumer);
      } catch (WakeupException e) {
        // Closing, or nothing at all: begin again.
      } catch (KafkaException e) {
        if (!waiting) {
          LOG.warn("credentials cannot be read, trying again: {}", e.toString());
          waiting = true;
        }
      } catch (RuntimeException e) {
        LOG.error("credentials cannot be read, trying again", e);
      } finally {
        current = null;
      }
      pause();
    }
  }

  private void pause() {
    try {
      closed.await(RETRY_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closed.countDown();
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    List<PartitionInfo> infos = consumer.partitionsFor(TopicCatalogue.CREDENTIALS, ASK);
    if (infos == null || infos.isEmpty()) {
      return; // not created yet
    }
    List<TopicPartition> partitions =
        infos.stream().map(info -> new TopicPartition(info.topic(), info.partition())).toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ASK);
    while (!isClosed()) {
      boolean changed = false;
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
        changed |= apply(message);
      }
      if (changed) {
        synchronized (changes) {
          table = new CredentialTable(good);
          changes.notifyAll();
        }
      }
      if (!ready() && reached(consumer, ends)) {
        ready.countDown();
        LOG.info("credentials: {} keys", table.size());
      }
    }
  }

  private static boolean reached(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream().allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
  }

  /** Whether that changed anything. */
  private boolean apply(ConsumerRecord<byte[], byte[]> message) {
    try {
      if (!(framing.decode(message.value()) instanceof Credential credential)
          || !credential.getTopic().equals(message.topic())
          || message.key() == null
          || !credential.getKeyId().equals(new String(message.key(), StandardCharsets.UTF_8))) {
        throw new BadRecordException(
            BadRecordException.Code.WRONG_KEY, "no credential of this key");
      }
      return apply(credential);
    } catch (BadRecordException | IllegalArgumentException e) {
      badRecords++;
      LOG.warn("credential at offset {} passed over: {}", message.offset(), e.getMessage());
      return false;
    }
  }

  private boolean apply(Credential credential) {
    String keyId = credential.getKeyId();
    if (credential.getRevokedAtMs() != null) {
      revoked.add(keyId);
      return good.remove(keyId) != null;
    }
    byte[] hash = new byte[credential.getSecretSha256().remaining()];
    credential.getSecretSha256().duplicate().get(hash);
    if (hash.length != SHA_256_BYTES || !ApiKey.isKeyId(keyId)) {
      throw new IllegalArgumentException("no key id or no SHA-256");
    }
    if (revoked.contains(keyId)) {
      return false;
    }
    good.put(keyId, new CredentialTable.Good(hash, key(credential)));
    return true;
  }

  private static ActiveKey key(Credential credential) {
    String isp = credential.getIsp();
    String name = credential.getName();
    KeyPurpose purpose =
        new KeyPurpose(
            role(credential.getRole()),
            isp == null ? null : new IspId(isp),
            name.isEmpty() ? KeyPurpose.DEFAULT_NAME : name);
    Caller caller = new Caller(purpose.role(), purpose.isp(), Proof.apiKey(credential.getKeyId()));
    return new ActiveKey(credential.getKeyId(), purpose, caller, credential.getCreatedAtMs());
  }

  private static Role role(CredentialRole recorded) {
    return switch (recorded) {
      case AUTHORITY -> Role.AUTHORITY;
      case AUDITOR -> Role.AUDITOR;
      case ISP -> Role.OPERATOR;
      case GATEWAY -> Role.GATEWAY;
      case READ_ONLY -> Role.READ_ONLY;
      case UNKNOWN -> throw new IllegalArgumentException("a role that is not known here");
    };
  }
}
