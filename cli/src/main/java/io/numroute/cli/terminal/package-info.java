/**
 * Where a command meets a person: what is a terminal and what is a file, in colour or not, how a
 * long job shows how far it is, and how an expected failure is said in one sentence. Knows nothing
 * of telephone numbers; every other package of this module may use it.
 */
@NullMarked
package io.numroute.cli.terminal;

import org.jspecify.annotations.NullMarked;
