/** Topology, stores, and the server of batched lookups. */
@NullMarked
package io.numroute.router;

import org.jspecify.annotations.NullMarked;
