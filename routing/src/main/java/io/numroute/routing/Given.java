package io.numroute.routing;

/**
 * An assignment, and on whose word it stands. Whoever gave it may take it back; the holder of the
 * number's block may not, if it was somebody else.
 */
public record Given(NumberAssignment assignment, Actor by) {}
