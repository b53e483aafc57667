package io.numroute.routing;

/**
 * How an {@link Actor} was proved. It stands in commands, reports and answers beside the actor, so
 * that whoever reads them can tell which credential to blame.
 *
 * @param kind by what
 * @param credential names that credential, never secret: an API key's id, a token's issuer and
 *     subject, a certificate's subject and serial number, a topic
 */
public record Proof(Kind kind, String credential) {
  /** What can prove somebody. */
  public enum Kind {
    API_KEY("api-key"),
    CERTIFICATE("certificate"),
    TOKEN("jwt"),
    /** The right to write to a topic that is the actor's alone. */
    INBOX("inbox");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    /** As records have it. */
    public String word() {
      return word;
    }
  }

  /** A certificate, by its serial number and subject. */
  public static Proof certificate(String serialAndSubject) {
    return new Proof(Kind.CERTIFICATE, serialAndSubject);
  }

  /** A token, by who made it and whom it is about. */
  public static Proof token(String issuer, String subject) {
    return new Proof(Kind.TOKEN, issuer + "#" + subject);
  }

  /** A topic to which the actor alone may write. */
  public static Proof inbox(String topic) {
    return new Proof(Kind.INBOX, topic);
  }

  public static Proof apiKey(String keyId) {
    return new Proof(Kind.API_KEY, keyId);
  }
}
