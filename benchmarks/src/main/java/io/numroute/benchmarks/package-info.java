/**
 * JMH for what is called once per lookup, each beside a peer or limit in the same run. The
 * whole-system load is {@code numroute bench lookup}. Nothing here is part of a product process.
 */
@NullMarked
package io.numroute.benchmarks;

import org.jspecify.annotations.NullMarked;
