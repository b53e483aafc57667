package io.numroute.ingest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.numroute.http.Caller;
import io.numroute.http.Problems;
import io.numroute.http.Right;
import io.numroute.notation.BadDocumentException;
import io.numroute.notation.StrictJson;
import io.numroute.routing.IspId;
import io.numroute.schemas.TopicCatalogue;
import io.numroute.webhooks.SigningKeys;
import io.numroute.webhooks.Subscription;
import io.numroute.webhooks.WebhookWriter;
import io.numroute.webhooks.WebhooksFollower;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Makes, shows and ends the webhooks of ISPs. Blocking. */
final class Webhooks {
  private static final Duration KNOWN = Duration.ofSeconds(3);
  private static final TopicPartition EVENTS = new TopicPartition(TopicCatalogue.PORT_EVENTS, 0);
  private static final TopicPartition SUBSCRIPTIONS =
      new TopicPartition(TopicCatalogue.WEBHOOKS, 0);

  private final WebhooksFollower follower;
  private final WebhookWriter writer;
  private final LogReader reader;
  private final SigningKeys keys;
  private final boolean privateToo;
  private final Clock clock;

  Webhooks(
      WebhooksFollower follower,
      WebhookWriter writer,
      LogReader reader,
      SigningKeys keys,
      boolean privateToo,
      Clock clock) {
    this.follower = follower;
    this.writer = writer;
    this.reader = reader;
    this.keys = keys;
    this.privateToo = privateToo;
    this.clock = clock;
  }

  /**
   * Makes it the ISP's. One that had a webhook goes on where that stopped; another is told of what
   * is published from now on.
   */
  Reply put(IspId isp, byte[] body, Caller by) {
    WebhookDocument wanted;
    try {
      wanted = WebhookDocument.read(body, privateToo);
    } catch (BadDocumentException e) {
      return Writes.problem(e);
    }
    // The end of events first: a webhook that is not known by then was acknowledged after that.
    long end = reader.end(EVENTS);
    Subscription former = newest(isp);
    Subscription next =
        new Subscription(
            isp,
            wanted.receiver(),
            wanted.events(),
            former == null ? end : former.from(),
            clock.instant(),
            by.proof().credential(),
            -1);
    acknowledged(() -> writer.put(next));
    return get(isp, by);
  }

  Reply get(IspId isp, Caller caller) {
    Subscription subscription = newest(isp);
    if (subscription == null) {
      throw none(isp);
    }
    return Reply.json(
        200, WebhookDocument.write(subscription, follower.progress(isp), caller.may(Right.WRITE)));
  }

  /** Ends it. What was not told yet is not told any more. */
  Reply delete(IspId isp) {
    if (newest(isp) == null) {
      throw none(isp);
    }
    acknowledged(() -> writer.delete(isp));
    return Reply.json(200, StrictJson.object().put("isp", isp.value()).put("status", "deleted"));
  }

  /** By what receivers know that a webhook comes from here. */
  Reply keys() {
    ObjectNode json = StrictJson.object();
    ArrayNode all = json.putArray("keys");
    keys.published()
        .forEach(key -> all.addObject().put("id", key.id()).put("publicKey", key.key()));
    return Reply.json(200, json);
  }

  private static RuntimeException none(IspId isp) {
    return Problems.NOT_FOUND.because("no webhook of " + isp);
  }

  /** As it is with everything that was acknowledged until now. */
  private @Nullable Subscription newest(IspId isp) {
    await(reader.end(SUBSCRIPTIONS));
    return follower.subscription(isp);
  }

  private void await(long end) {
    try {
      if (!follower.awaitSubscriptions(end, KNOWN)) {
        throw Problems.NOT_READY.because("the webhooks were not read yet; try again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problems.NOT_READY.because("this ingest ends");
    }
  }

  private void acknowledged(Writing writing) {
    try {
      await(writing.write() + 1);
    } catch (IOException e) {
      throw new KafkaAwayException(true, e);
    }
  }

  private interface Writing {
    long write() throws IOException;
  }
}
