/** The numroute command: one sub-command per role, a demo of all of them, operator commands. */
@NullMarked
package io.numroute.cli;

import org.jspecify.annotations.NullMarked;
