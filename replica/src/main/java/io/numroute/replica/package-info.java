/** Every process's own copy of the directory, read from the commands log. */
@NullMarked
package io.numroute.replica;

import org.jspecify.annotations.NullMarked;
