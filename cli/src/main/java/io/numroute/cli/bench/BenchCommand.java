package io.numroute.cli.bench;

import picocli.CommandLine.Command;

/** {@code numroute bench}: what this machine can do, beside its limit. */
@Command(
    name = "bench",
    description = "Measures Numroute beside a limit of this machine, in the same run.",
    subcommands = {LookupBenchCommand.class, ImportBenchCommand.class},
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class BenchCommand {}
