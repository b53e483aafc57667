package io.numroute.http;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;

/** Tells whether a private key is that of a certificate, which a JDK finds out only in use. */
final class KeyPairs {
  private static final byte[] SOMETHING = {1, 2, 3};

  private KeyPairs() {}

  static void requireFit(PublicKey open, PrivateKey secret) throws GeneralSecurityException {
    if (!fit(open, secret)) {
      throw new GeneralSecurityException("the private key is not that of the certificate");
    }
  }

  private static boolean fit(PublicKey open, PrivateKey secret) throws GeneralSecurityException {
    String algorithm =
        switch (open.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> open.getAlgorithm();
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(secret);
      signature.update(SOMETHING);
      byte[] signed = signature.sign();
      signature.initVerify(open);
      signature.update(SOMETHING);
      return signature.verify(signed);
    } catch (InvalidKeyException e) {
      return false; // not even of the same algorithm
    }
  }
}
