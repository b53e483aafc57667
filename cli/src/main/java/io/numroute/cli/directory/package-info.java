/**
 * The directory of one ISP as a document that people write: read with the place of every fault,
 * compared with what is published, and turned into the commands that make up the difference.
 *
 * <pre>
 *   isp.yaml -> NotationFile -> DirectoryDocument (wanted) \
 *                                                           DirectoryChanges -> PUT, DELETE
 *   GET /v1/isps/acme/directory -> DirectoryDocument (is)  /
 * </pre>
 */
@NullMarked
package io.numroute.cli.directory;

import org.jspecify.annotations.NullMarked;
