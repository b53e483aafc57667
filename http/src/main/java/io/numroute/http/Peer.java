package io.numroute.http;

import io.numroute.routing.IspId;
import io.numroute.routing.Proof;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.ssl.SSLUtils;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, by the certificate that TLS has verified: the one URI of
 * ours among its alternative names (RFC 5280, section 4.2.1.6), {@code urn:numroute:operator:acme}
 * for someone of an ISP, {@code urn:numroute:auditor} for someone of the authority.
 */
public final class Peer {
  private static final String ATTRIBUTE = "io.numroute.peer";
  private static final String OURS = "urn:numroute:";

  /** The type of a URI among general names. */
  private static final Integer URI = 6;

  private static final int MAX_CREDENTIAL = 300;

  private Peer() {}

  /** Attaches who is at the other end to a request, if its connection says so. */
  static void attachTo(Request request) {
    SSLEngine engine = SSLUtils.getSSLEngine(request.getContext().getConnection());
    Caller caller = engine == null ? null : of(engine.getSession());
    if (caller != null) {
      request.setAttribute(ATTRIBUTE, caller);
    }
  }

  /** Who is at the other end; null when no certificate says so. */
  public static @Nullable Caller of(Request request) {
    return request.getAttribute(ATTRIBUTE) instanceof Caller caller ? caller : null;
  }

  /** The same of Jersey's request: its properties are the attributes of Grizzly's. */
  public static @Nullable Caller of(ContainerRequestContext request) {
    return request.getProperty(ATTRIBUTE) instanceof Caller caller ? caller : null;
  }

  /**
   * Whom a request stands for. Whoever shows a certificate and sends a header must be of the same
   * owner by both; the header then says the role.
   *
   * @param header whom the {@code Authorization} header proves; null for nobody
   * @param hasHeader whether there is one
   * @param peer whom the certificate names; null for nobody
   */
  public static @Nullable Caller agreed(
      @Nullable Caller header, boolean hasHeader, @Nullable Caller peer) {
    if (!hasHeader) {
      return peer;
    }
    return peer == null || header == null || isSameOwner(header, peer) ? header : null;
  }

  private static boolean isSameOwner(Caller one, Caller other) {
    IspId isp = one.isp();
    return isp == null ? other.isp() == null : isp.equals(other.isp());
  }

  /** What a session's certificate said, so that it is read once; it ends also while in use. */
  private record Known(@Nullable Caller caller, long untilMs) {
    private static final Known NOBODY = new Known(null, Long.MAX_VALUE);
  }

  private static @Nullable Caller of(SSLSession session) {
    Known known;
    if (session.getValue(ATTRIBUTE) instanceof Known before) {
      known = before;
    } else {
      known = known(session);
      session.putValue(ATTRIBUTE, known);
    }
    return System.currentTimeMillis() > known.untilMs ? null : known.caller;
  }

  private static Known known(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? new Known(of(certificate), certificate.getNotAfter().getTime())
          : Known.NOBODY;
    } catch (SSLPeerUnverifiedException e) {
      return Known.NOBODY; // it has shown none
    }
  }

  /** Whom a verified certificate names; null when nobody, or more than one. */
  static @Nullable Caller of(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      List<String> ours =
          names == null
              ? List.of()
              : names.stream()
                  .filter(name -> name.get(0).equals(URI))
                  .map(name -> String.valueOf(name.get(1)))
                  .filter(uri -> uri.startsWith(OURS))
                  .toList();
      return ours.size() == 1 ? caller(ours.get(0), certificate) : null;
    } catch (CertificateParsingException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable Caller caller(String uri, X509Certificate certificate) {
    String[] words = uri.substring(OURS.length()).split(":", -1);
    Role role = Role.ofWord(words[0]);
    if (role == null || words.length > 2) {
      return null;
    }
    String credential =
        certificate.getSerialNumber().toString(16)
            + " of "
            + certificate.getSubjectX500Principal().getName();
    String told = credential.substring(0, Math.min(credential.length(), MAX_CREDENTIAL));
    return new Caller(
        role, words.length == 1 ? null : new IspId(words[1]), Proof.certificate(told));
  }
}
