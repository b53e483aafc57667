package io.numroute.webhooks;

import javax.net.ssl.SSLSocketFactory;

/**
 * How webhooks are sent.
 *
 * @param privateToo whether receivers may be at any address, and without TLS: for trying things out
 * @param tls whose certificates are believed
 */
public record WebhookSettings(
    SigningKeys keys, boolean privateToo, Backoff backoff, SSLSocketFactory tls) {

  /** With the authorities of certificates that the JVM trusts. */
  public static WebhookSettings of(SigningKeys keys, boolean privateToo, Backoff backoff) {
    return new WebhookSettings(
        keys, privateToo, backoff, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  AddressRule addresses() {
    return privateToo ? AddressRule.ANY : AddressRule.PUBLIC;
  }
}
