/**
 * Every process's own copy of the directory, and the one place where Avro and the domain meet.
 *
 * <pre>
 *   numroute.commands.directory --DirectoryFollower--> DirectoryCommands.toDomain --Directory.apply--> current()
 *                                        |                                             |
 *                                        '--what is not understood--> dead letters     '--> listeners
 *
 *   numroute.gateway-state --GatewayStateFollower--> GatewayReports.toDomain --GatewayStates.with--> current()
 * </pre>
 *
 * <p>Router, ingest, edge and auditor follow the log with this class, each from its first record,
 * and so hold the same directory at the same version. Nothing is kept on disk: the log is the
 * state.
 */
@NullMarked
package io.numroute.replica;

import org.jspecify.annotations.NullMarked;
