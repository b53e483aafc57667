package io.numroute.ingest;

import java.util.UUID;

/**
 * Where a command will be found that is not written yet: at an offset of a partition of a commands
 * log, or later.
 */
record CommandPlace(UUID log, int partition, long from) {}
