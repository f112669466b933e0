package io.continuo.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.continuo.support.ServiceProcess;
import io.continuo.support.TestCertificates;

/** The packaged service with a certificate: what it serves then, and what becomes of a certificate that is replaced. */
class HttpsIT {

    private static final String INSECURE = "QUARKUS_HTTP_INSECURE_REQUESTS";

    @TempDir
    Path directory;

    private TestCertificates first;
    private TestCertificates second;
    private SSLContext trusting;
    private Path link;

    @BeforeEach
    void makeCertificates() throws Exception {
        first = TestCertificates.in(Files.createDirectory(directory.resolve("first")));
        second = TestCertificates.in(Files.createDirectory(directory.resolve("second")));
        link = Files.createSymbolicLink(directory.resolve("current"), Path.of("first"));
        trusting = trusting(first.authority(), second.authority());
    }

    @Test
    void withACertificateItSpeaksHttpsAndNothingElse() throws Exception {
        try (ServiceProcess service = secured().start()) {
            assertThat(service.uri().getScheme()).isEqualTo("https");
            HttpResponse<String> answer = get(service.uri());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Strict-Transport-Security")).hasValue("max-age=31536000");
            assertThat(service.output()).doesNotContain("http://");
            assertThat(said(service.uri(), "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .doesNotContain("HTTP/1.1");
        }
    }

    @Test
    void protocolsBefore12AreRefused() throws Exception {
        try (ServiceProcess service = secured().start()) {
            // A handshake's answer is 22, an alert 21.
            assertThat(said(service.uri(), hello(3))).startsWith("\u0016");
            assertThat(said(service.uri(), hello(2))).doesNotStartWith("\u0016");
            assertThat(said(service.uri(), hello(1))).doesNotStartWith("\u0016");
        }
    }

    @Test
    void aReplacedCertificateIsServedWhileRequestsGoOn() throws Exception {
        try (ServiceProcess service = secured().start();
                SSLSocket kept = connection(service.uri())) {
            assertThat(certificate(kept)).isEqualTo(certificate(first.server()));
            asks(kept);
            Path next = Files.createSymbolicLink(directory.resolve("next"), Path.of("second"));
            Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            // Each of these is a new connection and a request on it; one that failed would fail the test.
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
                try (SSLSocket socket = connection(service.uri())) {
                    asks(socket);
                    return certificate(socket).equals(certificate(second.server()));
                }
            });
            asks(kept);
            assertThat(service.output())
                    .contains("HTTPS: the certificate was read again")
                    .doesNotContain("WARN");
        }
    }

    @Test
    void aPairThatDoesNotBelongTogetherChangesNothing() throws Exception {
        try (ServiceProcess service = secured().start()) {
            Files.copy(second.server(), first.server(), StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> service.output().contains("the key is not that of the certificate"));
            try (SSLSocket socket = connection(service.uri())) {
                asks(socket);
                assertThat(certificate(socket)).isNotEqualTo(certificate(second.server()));
            }
            Files.copy(second.serverKey(), first.serverKey(), StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> {
                try (SSLSocket socket = connection(service.uri())) {
                    return certificate(socket).equals(certificate(second.server()));
                }
            });
        }
    }

    @Test
    void plainHttpBesideItOnlyWhereThatIsSaid() throws Exception {
        try (ServiceProcess service = secured().environment(INSECURE, "enabled").start()) {
            HttpResponse<String> plain = get(service.uri());
            assertThat(plain.statusCode()).isEqualTo(200);
            assertThat(plain.headers().firstValue("Strict-Transport-Security")).isEmpty();
            assertThat(get(service.secureUri()).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void plainHttpLeadsThereWhereThatIsSaid() throws Exception {
        try (ServiceProcess service =
                secured().environment(INSECURE, "redirect").launch()) {
            HttpResponse<String> moved = get(service.uri());
            assertThat(moved.statusCode()).isEqualTo(301);
            assertThat(moved.headers().firstValue("Location").orElseThrow()).startsWith("https://localhost:");
        }
    }

    @Test
    void theImagesHealthCheckKnowsBothAndSeesTheEnd() throws Exception {
        try (ServiceProcess service = ServiceProcess.builder().start()) {
            Map<String, String> environment = Map.of("HTTP_PORT", port(service));
            assertThat(healthCheck(environment)).isZero();
            service.kill();
            assertThat(healthCheck(environment)).isNotZero();
        }
        try (ServiceProcess service = secured().start()) {
            Map<String, String> environment = Map.of("HTTPS_PORT", port(service), "HTTPS_CERT", "some");
            assertThat(healthCheck(environment)).isZero();
            assertThat(service.output()).doesNotContain("WARN", "ERROR");
            service.kill();
            assertThat(healthCheck(environment)).isNotZero();
        }
    }

    private ServiceProcess.Builder secured() {
        return ServiceProcess.builder().https(link.resolve("server.pem"), link.resolve("server.key"), trusting);
    }

    private static String port(ServiceProcess service) {
        return String.valueOf(service.uri().getPort());
    }

    private static int healthCheck(Map<String, String> environment) throws Exception {
        ProcessBuilder check = new ProcessBuilder("bash", "src/main/docker/alive.sh")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        check.environment().putAll(environment);
        Process asked = check.start();
        assertThat(asked.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return asked.exitValue();
    }

    private HttpResponse<String> get(URI service) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(trusting)
                .build();
        return client.send(
                HttpRequest.newBuilder(service.resolve("/health/live")).build(), BodyHandlers.ofString());
    }

    /** Of a client that has never been here: one that resumes a session is shown no certificate. */
    private SSLSocket connection(URI service) throws Exception {
        SSLSocket socket = (SSLSocket) trusting(first.authority(), second.authority())
                .getSocketFactory()
                .createSocket("localhost", service.getPort());
        socket.setSoTimeout(20_000);
        socket.startHandshake();
        return socket;
    }

    private static void asks(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int b = in.read(); b >= 0; b = in.read()) {
            answer.append((char) b);
            if (b == '}' && answer.toString().endsWith("]\n}")) {
                break;
            }
        }
        assertThat(answer.toString()).startsWith("HTTP/1.1 200");
    }

    /** What is answered to the text, until the server has nothing more to say. */
    private static String said(URI service, String text) throws IOException {
        try (Socket socket = new Socket("localhost", service.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            byte[] answer = new byte[1];
            int read = socket.getInputStream().read(answer);
            return read < 0 ? "" : new String(answer, StandardCharsets.ISO_8859_1);
        }
    }

    /** The first message of a client that knows nothing newer than TLS 1.{@code minor - 1}. */
    private static String hello(int minor) {
        String version = "030" + minor;
        byte[] message = HexFormat.of()
                .parseHex("16" + version + "002f0100002b" + version + "30".repeat(32) + "000004c02bc0090100");
        return new String(message, StandardCharsets.ISO_8859_1);
    }

    private static Certificate certificate(SSLSocket socket) throws Exception {
        return socket.getSession().getPeerCertificates()[0];
    }

    private static Certificate certificate(Path pem) throws Exception {
        try (InputStream in = Files.newInputStream(pem)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static SSLContext trusting(Path... authorities) throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null);
        for (Path authority : List.of(authorities)) {
            trusted.setCertificateEntry(authority.toString(), certificate(authority));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
