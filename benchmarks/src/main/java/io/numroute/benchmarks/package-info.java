/** JMH, and whole-system loads against a peer or limit in the same run. */
@NullMarked
package io.numroute.benchmarks;

import org.jspecify.annotations.NullMarked;
