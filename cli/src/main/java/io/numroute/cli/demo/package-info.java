/**
 * All of Numroute in one process, with real data in it.
 *
 * <pre>
 *   CarrierTable --> DemoPlan --> DemoLoad --HTTP--> ingest --> broker --> router
 *                                                                            |
 *                                 DemoFile (keys, URLs)        edge <---- in-process hop
 * </pre>
 *
 * The plan is a pure function of the carrier table, so that a second start, a test and a script can
 * all draw the same one. Nothing is loaded but by the ingest's HTTP interface, as an ISP would.
 */
@NullMarked
package io.numroute.cli.demo;

import org.jspecify.annotations.NullMarked;
