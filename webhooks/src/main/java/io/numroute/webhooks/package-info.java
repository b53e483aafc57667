/**
 * Tells ISPs of what concerns them by HTTP: signed, in order, at least once.
 *
 * <pre>
 *   numroute.webhooks ---------> WebhooksFollower ---+   who is told where, and how far it is:
 *   numroute.webhook-progress -> (every ingest)      |   known to every ingest
 *                                                    v
 *   numroute.port-events --> WebhookDelivery --> Lane (one per ISP) --> HttpPost --> receiver
 *        (the one ingest that has the partition)  |  '--> numroute.dead-letters
 *                                                 '--> numroute.webhook-progress
 * </pre>
 *
 * Each ISP's lane has its own place in the topic of events and waits for nobody else's receiver. A
 * lane that has more to tell than it holds reads the rest again from the topic.
 */
@NullMarked
package io.numroute.webhooks;

import org.jspecify.annotations.NullMarked;
