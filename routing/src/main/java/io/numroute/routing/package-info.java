/** The domain: numbers, blocks, gateways, profiles, and the pure decisions about them. */
@NullMarked
package io.numroute.routing;

import org.jspecify.annotations.NullMarked;
