/** Avro schemas, framing, and the catalogue of topics and their settings. */
@NullMarked
package io.numroute.schemas;

import org.jspecify.annotations.NullMarked;
