package io.continuo.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;

import jakarta.inject.Singleton;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import io.continuo.config.ContinuoConfig;

/**
 * The certificate of HTTPS, as the TLS configuration "https". It follows its two PEM files; where they cannot be used, or do
 * not belong together, the last good pair stays. The reloading of the TLS registry is not used: while Vert.x exchanges the
 * options of a server, new connections to it are lost.
 */
@Singleton
@Identifier("https")
public final class ServerCertificate implements KeyStoreProvider {

    private static final Logger LOG = Logger.getLogger(ServerCertificate.class);

    private record Pair(Buffer certificate, Buffer key) {

        @Override
        public String toString() {
            return certificate.length() + " and " + key.length() + " bytes";
        }
    }

    private final ContinuoConfig.Https files;
    private @Nullable Vertx vertx;
    private @Nullable CurrentKeyManager served;
    /** What is served, and what is wrong with what was found last; of the job that follows the files. */
    private @Nullable Pair seen;

    private String fault = "";

    public ServerCertificate(ContinuoConfig config) {
        this.files = config.https();
    }

    /** Null where there is no certificate. */
    @Override
    @SuppressWarnings("NullAway") // The interface knows no absence, the registry that asks does.
    public KeyStoreAndKeyCertOptions getKeyStore(Vertx registry) {
        if (files.certificate().isEmpty()) {
            return null;
        }
        try {
            Pair first = read();
            CurrentKeyManager manager = new CurrentKeyManager(manager(first, registry));
            vertx = registry;
            seen = first;
            served = manager;
            return new KeyStoreAndKeyCertOptions(options(first).loadKeyStore(registry), KeyCertOptions.wrap(manager));
        } catch (Exception e) {
            throw new IllegalStateException("The certificate and its key cannot be used: " + e.getMessage(), e);
        }
    }

    /** Looks at the files by their content: links that are changed, as Kubernetes does it, tell nothing by their times. */
    @Scheduled(every = "1s", delayed = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void follow() {
        CurrentKeyManager manager = served;
        Vertx reader = vertx;
        if (manager == null || reader == null) {
            return;
        }
        try {
            Pair found = read();
            if (!found.equals(seen) || !fault.isEmpty()) {
                manager.replace(manager(found, reader));
                seen = found;
                fault = "";
                LOG.infof("HTTPS: the certificate was read again from %s", place(files.certificate()));
            }
        } catch (Exception e) {
            complain(String.valueOf(e.getMessage()));
        }
    }

    private void complain(String found) {
        if (!found.equals(fault)) {
            fault = found;
            LOG.errorf(
                    "HTTPS: %s and its key cannot be used: %s. Those that were read before stay.",
                    place(files.certificate()), found);
        }
    }

    private Pair read() throws IOException {
        return new Pair(content(files.certificate()), content(files.key()));
    }

    private static Buffer content(Optional<Path> file) throws IOException {
        return Buffer.buffer(Files.readAllBytes(place(file)));
    }

    private static Path place(Optional<Path> file) {
        return file.orElseThrow();
    }

    private static PemKeyCertOptions options(Pair pair) {
        return new PemKeyCertOptions().setCertValue(pair.certificate()).setKeyValue(pair.key());
    }

    private static X509ExtendedKeyManager manager(Pair pair, Vertx vertx) throws Exception {
        X509ExtendedKeyManager manager = (X509ExtendedKeyManager)
                options(pair).getKeyManagerFactory(vertx).getKeyManagers()[0];
        if (!holdsAPair(manager)) {
            throw new GeneralSecurityException("the key is not that of the certificate");
        }
        return manager;
    }

    /** Of files that are replaced one after the other there is a moment in which they do not belong together. */
    private static boolean holdsAPair(X509ExtendedKeyManager manager) throws GeneralSecurityException {
        for (String type : new String[] {"EC", "RSA", "EdDSA"}) {
            String[] aliases = manager.getServerAliases(type, null);
            for (String alias : aliases == null ? new String[0] : aliases) {
                return belong(manager.getPrivateKey(alias), manager.getCertificateChain(alias)[0].getPublicKey());
            }
        }
        return false;
    }

    private static boolean belong(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm = key.getAlgorithm();
        Signature signature = Signature.getInstance(
                algorithm.equals("EC") ? "SHA256withECDSA" : algorithm.equals("RSA") ? "SHA256withRSA" : algorithm);
        byte[] text = {1, 2, 3};
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(text);
        return signature.verify(signed);
    }
}
