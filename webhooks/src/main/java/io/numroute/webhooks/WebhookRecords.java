package io.numroute.webhooks;

import io.numroute.routing.IspId;
import io.numroute.schemas.BadRecordException;
import io.numroute.schemas.BadRecordException.Code;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.schemas.avro.PortEvent;
import io.numroute.schemas.avro.WebhookProgress;
import io.numroute.schemas.avro.WebhookSubscription;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Webhooks between records and values. A record speaks of the topic and the key it stands under.
 */
final class WebhookRecords {
  private WebhookRecords() {}

  static byte[] key(IspId isp) {
    return isp.value().getBytes(StandardCharsets.US_ASCII);
  }

  static IspId isp(ConsumerRecord<byte[], byte[]> message) throws BadRecordException {
    if (message.key() == null) {
      throw new BadRecordException(Code.WRONG_KEY, "no ISP");
    }
    try {
      return new IspId(new String(message.key(), StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw new BadRecordException(Code.WRONG_KEY, "no ISP", e);
    }
  }

  static WebhookSubscription toAvro(Subscription subscription) {
    return new WebhookSubscription(
        TopicCatalogue.WEBHOOKS,
        subscription.isp().value(),
        subscription.receiver().url(),
        subscription.events().stream().map(EventType::word).sorted().toList(),
        subscription.from(),
        subscription.changedAt(),
        subscription.changedBy());
  }

  static Subscription subscription(SpecificRecord value, ConsumerRecord<byte[], byte[]> message)
      throws BadRecordException {
    IspId isp = isp(message);
    if (!(value instanceof WebhookSubscription written)) {
      throw new BadRecordException(Code.NOT_UNDERSTOOD, "no subscription");
    }
    requireOrigin(written.getTopic(), written.getIsp(), isp, message);
    Set<EventType> events = new HashSet<>();
    for (String word : written.getEvents()) {
      EventType type = EventType.ofWord(word);
      if (type == null) {
        throw new BadRecordException(Code.NOT_UNDERSTOOD, "a type of event not known here");
      }
      events.add(type);
    }
    try {
      return new Subscription(
          isp,
          Receiver.parse(written.getUrl(), true),
          events,
          written.getFromOffset(),
          written.getChangedAtMs(),
          written.getChangedBy(),
          message.offset());
    } catch (IllegalArgumentException e) {
      throw new BadRecordException(Code.NOT_UNDERSTOOD, "a URL that is none here", e);
    }
  }

  static WebhookProgress toAvro(Progress progress) {
    return new WebhookProgress(
        TopicCatalogue.WEBHOOK_PROGRESS,
        progress.isp().value(),
        progress.next(),
        progress.revision(),
        progress.attempts(),
        progress.failingSince(),
        progress.nextAttempt(),
        progress.disabled(),
        progress.lastSuccess(),
        progress.lastFailure(),
        progress.failure(),
        progress.waiting(),
        progress.waitingSince(),
        progress.delivered(),
        progress.setApart());
  }

  static Progress progress(SpecificRecord value, ConsumerRecord<byte[], byte[]> message)
      throws BadRecordException {
    IspId isp = isp(message);
    if (!(value instanceof WebhookProgress written)) {
      throw new BadRecordException(Code.NOT_UNDERSTOOD, "no progress");
    }
    requireOrigin(written.getTopic(), written.getIsp(), isp, message);
    return new Progress(
        isp,
        written.getNextOffset(),
        written.getRevision(),
        written.getAttempts(),
        written.getFailingSinceMs(),
        written.getNextAttemptMs(),
        written.getDisabled(),
        written.getLastSuccessMs(),
        written.getLastFailureMs(),
        written.getLastFailure(),
        written.getWaiting(),
        written.getWaitingSinceMs(),
        written.getDelivered(),
        written.getSetApart());
  }

  static PortEvent event(SpecificRecord value, ConsumerRecord<byte[], byte[]> message)
      throws BadRecordException {
    if (!(value instanceof PortEvent event)) {
      throw new BadRecordException(Code.NOT_UNDERSTOOD, "no event of a port");
    }
    requireOrigin(event.getTopic(), event.getIsp(), isp(message), message);
    return event;
  }

  private static void requireOrigin(
      String topic, String written, IspId isp, ConsumerRecord<byte[], byte[]> message)
      throws BadRecordException {
    if (!topic.equals(message.topic())) {
      throw new BadRecordException(Code.WRONG_TOPIC, "written for another topic");
    } else if (!written.equals(isp.value())) {
      throw new BadRecordException(Code.WRONG_KEY, "speaks of another ISP");
    }
  }
}
