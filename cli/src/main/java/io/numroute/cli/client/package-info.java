/**
 * The other end of the wire: how a command, the demo and the tests speak to an ingest or an edge
 * over HTTP, as any ISP would. Knows what the interfaces say, and nothing of how they come to it.
 */
@NullMarked
package io.numroute.cli.client;

import org.jspecify.annotations.NullMarked;
