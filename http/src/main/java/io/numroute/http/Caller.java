package io.numroute.http;

import io.numroute.routing.Actor;
import io.numroute.routing.IspId;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a request, as proved by an API key.
 *
 * @param actor what the key may act as
 * @param isp the ISP the key belongs to; null for the authority
 * @param keyId names the key, never secret
 */
public record Caller(Actor actor, @Nullable IspId isp, String keyId) {}
