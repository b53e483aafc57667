/**
 * The numroute command: {@code main}, one class per sub-command, and what they share. A command
 * reads its arguments, finds the demo's URLs and keys ({@link io.numroute.cli.DemoFolder}) or a
 * role's configuration ({@link io.numroute.cli.RoleFile}), wires the parts of other modules
 * together, and leaves an exit code behind. What can be expected to go wrong is a {@link
 * io.numroute.cli.terminal.Failure}: one sentence, no stack trace.
 *
 * <pre>
 *   Numroute --> DemoCommand ------------------> demo (broker, ingest, router, edge in one JVM)
 *            --> Ingest-, Router-, Edge-, NodeCommand: RoleCommand --> Serving (open, ready, close)
 *            --> Lookup-, ImportCommand -------> client (HTTP, as any ISP)
 *            --> AnswersCommand ---------------> TopicTail (Kafka, without a group)
 *            --> bench
 * </pre>
 */
@NullMarked
package io.numroute.cli;

import org.jspecify.annotations.NullMarked;
