/** HTTP in, asks a router, journals, answers. */
@NullMarked
package io.numroute.edge;

import org.jspecify.annotations.NullMarked;
