package io.numroute.http;

import java.time.Instant;

/**
 * An API key that is good now, as everybody may see it who sees its owner's things.
 *
 * @param caller whom it stands for
 * @param createdAt by the clock of the ingest that made it
 */
public record ActiveKey(String keyId, KeyPurpose purpose, Caller caller, Instant createdAt) {}
