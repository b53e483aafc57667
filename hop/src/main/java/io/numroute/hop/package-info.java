/** Batched lookups between processes. */
@NullMarked
package io.numroute.hop;

import org.jspecify.annotations.NullMarked;
