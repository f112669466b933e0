package io.continuo.wiring;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The packaged service as a process of its own, with exactly the given environment and directory. */
final class ServiceProcess implements AutoCloseable {

    private static final Pattern LISTENING = Pattern.compile("Listening on: (http://\\S+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();

    ServiceProcess(Path directory, Map<String, String> environment) throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path jar = Path.of(System.getProperty("continuo.jar")).toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(java.toString(), "-jar", jar.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        process = builder.start();
        output = process.inputReader();
    }

    /** Where it listens; fails when it ends instead. */
    URI started() throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                return URI.create(listening.group(1));
            }
        }
        throw new IllegalStateException("The service ended:\n" + text());
    }

    /** Waits for the end that is expected to come by itself; the exit code. */
    int ended() throws IOException, InterruptedException {
        output.lines().forEach(lines::add);
        return process.waitFor();
    }

    /** Everything that was read so far. */
    String text() {
        return String.join("\n", lines);
    }

    /** Ends it as a container engine does. */
    void stop() throws IOException, InterruptedException {
        // Not Process.destroy(), which closes the output before the last lines are read.
        process.toHandle().destroy();
        ended();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }

    static HttpResponse<String> post(URI base, String path, String body) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(base.resolve(path))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    static HttpResponse<String> get(URI base, String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
