package io.numroute.routing;

/**
 * The command that made something what it is.
 *
 * @param version its offset in its log
 * @param actor who asked for it
 * @param timeMs when the broker appended it, epoch milliseconds
 */
public record Origin(long version, Actor actor, long timeMs) {}
