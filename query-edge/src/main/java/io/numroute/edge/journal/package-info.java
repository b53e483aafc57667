/**
 * The log an edge keeps of what it tells, before it tells it: a dumb ordered log of bytes in
 * memory-mapped segments, and the thread that carries it to Kafka.
 *
 * <pre>
 *   I/O threads --append--> AnswerJournal [segment][segment][next, prepared by the groomer]
 *                                |
 *                         JournalForwarder --acks=all--> numroute.answers
 *                                |
 *                           checkpoint (acknowledged only), segments deleted behind it
 * </pre>
 *
 * <p>A record is in the kernel's pages when {@link io.numroute.edge.journal.AnswerJournal#append}
 * returns, so {@code kill -9} loses nothing; with {@code edge.journal.fsync=group} an answer also
 * waits for the disk. Every process start is an epoch of its own, in segments of its own, with
 * sequences from 0.
 */
@NullMarked
package io.numroute.edge.journal;

import org.jspecify.annotations.NullMarked;
