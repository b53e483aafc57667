/** The fleet in containers, with faults. */
@NullMarked
package io.numroute.systemtests;

import org.jspecify.annotations.NullMarked;
