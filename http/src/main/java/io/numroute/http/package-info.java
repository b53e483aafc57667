/** The HTTP server that the front doors share. */
@NullMarked
package io.numroute.http;

import org.jspecify.annotations.NullMarked;
