package io.continuo.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An identity provider's key and what it signs: the same for the same number, in whatever class loader. */
public final class TokenKeys {

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair pair;

    public TokenKeys(int number) {
        try {
            SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(number);
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048, random);
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key as PEM. */
    public String publicKey() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** A new file with the public key. */
    public Path publicKeyFile() {
        try {
            Path file = Files.createTempFile("token-key-", ".pem");
            file.toFile().deleteOnExit();
            return Files.writeString(file, publicKey());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A token with these claims. */
    public String token(String claims) {
        String signed = part("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + part(claims);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(pair.getPrivate());
            signature.update(signed.getBytes(UTF_8));
            return signed + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token that says it needs no signature. */
    public static String unsigned(String claims) {
        return part("{\"alg\":\"none\"}") + "." + part(claims) + ".";
    }

    /** A token signed with the text of the public key as a secret. */
    public String confused(String claims) {
        String signed = part("{\"alg\":\"HS256\"}") + "." + part(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(publicKey().getBytes(UTF_8), "HmacSHA256"));
            return signed + "." + URL.encodeToString(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String part(String json) {
        return URL.encodeToString(json.getBytes(UTF_8));
    }
}
