package io.continuo.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** An authority with certificates for a server called {@code localhost} and for a client, made by openssl for one test. */
public final class TestCertificates {

    private final Path directory;

    private TestCertificates(Path directory) {
        this.directory = directory;
    }

    public static TestCertificates in(Path directory) {
        TestCertificates made = new TestCertificates(directory);
        made.openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=authority"
                + " -keyout ca.key -out ca.pem");
        made.issue("server", "subjectAltName=DNS:localhost");
        made.issue("client", "extendedKeyUsage=clientAuth");
        return made;
    }

    public Path authority() {
        return directory.resolve("ca.pem");
    }

    public Path server() {
        return directory.resolve("server.pem");
    }

    public Path serverKey() {
        return directory.resolve("server.key");
    }

    public Path client() {
        return directory.resolve("client.pem");
    }

    public Path clientKey() {
        return directory.resolve("client.key");
    }

    private void issue(String name, String extension) {
        openssl("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + name + " -addext " + extension
                + " -keyout " + name + ".key -out " + name + ".csr");
        openssl("x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -copy_extensions copy"
                + " -out " + name + ".pem");
    }

    private void openssl(String arguments) {
        try {
            Process process = new ProcessBuilder(("openssl " + arguments).split(" ", -1))
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(
                        "openssl " + List.of(arguments.split(" ", 2)).get(0) + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
