/**
 * HTTP and inboxes in, commands out: the door through which ISPs and the authority say what is so.
 *
 * <pre>
 *   request --notation--> Change --Gate (403)--> CommandLog --acks=all--> commands topics
 *                                                                |
 *      202 {commandId}  <---------------- acknowledged ----------'
 *      200 | 409  <--- Outcomes <--- DirectoryFollower (directory), ResultsFollower (numbers)
 *
 *   inbox --Inboxes--> InboxRecord --> the same --> outbox
 *   NDJSON import --LineReader--> the same, thousands in flight, held back by Admission
 * </pre>
 *
 * <p>Nothing is decided here: a command that Kafka has acknowledged is decided where commands are
 * applied, and this module only reports the outcome. It refuses early what could never be allowed.
 * The actor of a command is whom the caller's credential, or an inbox's topic, stands for, and
 * nothing else. A number command carries the end of the directory log at its receipt ({@link
 * io.numroute.ingest.DirectoryEnd}), so that "delegate the block, then assign a number in it"
 * always works.
 */
@NullMarked
package io.numroute.ingest;

import org.jspecify.annotations.NullMarked;
