package io.continuo.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads a public key, of whatever kind it is. */
final class PublicKeys {

    private static final List<String> KINDS = List.of("RSA", "EC");

    private PublicKeys() {}

    /**
     * The key of a PEM text, or of the certificate in it.
     *
     * @throws IllegalArgumentException where it is neither
     */
    static PublicKey ofPem(String pem) {
        try {
            if (pem.contains("BEGIN CERTIFICATE")) {
                return CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(pem.getBytes(US_ASCII)))
                        .getPublicKey();
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("The certificate that verifies tokens cannot be read", e);
        }
        byte[] encoded = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        return KINDS.stream()
                .map(kind -> ofKind(kind, encoded))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("The key that verifies tokens is no public key of RSA or EC"));
    }

    private static Optional<PublicKey> ofKind(String kind, byte[] encoded) {
        try {
            return Optional.of(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
