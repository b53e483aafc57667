/** HTTP and inboxes in: authenticate, validate, turn into commands, report results. */
@NullMarked
package io.numroute.ingest;

import org.jspecify.annotations.NullMarked;
