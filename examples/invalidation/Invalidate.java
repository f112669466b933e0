import java.io.*;
import java.net.Socket;
import java.net.URI;
import java.net.http.*;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.*;
import java.util.stream.*;

/**
 * Fills a namespace of a running Continuo with sessions, removes them by POST /admin/invalidations, and measures how long
 * that takes, what other callers notice of it, and how long Redis was held by a single command. README.md says how to run
 * it.
 */
public final class Invalidate {
    /** Looked at where the service asks for one. */
    private static final String KEY = System.getenv().getOrDefault("CONTINUO_KEY", "none");
    private static final int BATCH = 500;
    private static final int PROBES = 4;
    private static final int PROBED = 1_000;
    private static final Duration ALONE = Duration.ofSeconds(5);

    private final Map<String, String> options = new HashMap<>(Map.of(
            "--url", "http://127.0.0.1:8090", "--redis", "", "--sessions", "100000", "--messages", "4",
            "--time-limit", "PT30S"));
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String run = "invalidation-" + Long.toString(System.currentTimeMillis(), 36);
    private final int sessions;

    /** Milliseconds of other callers' requests. */
    private record Latency(long requests, double p50, double p99, double worst) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,d | %.1f | %.1f | %.0f", requests, p50, p99, worst);
        }
    }

    public static void main(String[] args) throws Exception {
        try {
            new Invalidate(args).measure();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; the options are in examples/invalidation/README.md");
            System.exit(2);
        }
    }

    private Invalidate(String[] args) {
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length || options.replace(args[i], args[i + 1]) == null) {
                throw new IllegalArgumentException("unknown option, or one without a value: " + args[i]);
            }
        }
        sessions = Integer.parseInt(options.get("--sessions"));
    }

    private void measure() throws Exception {
        fill(run + "-probe", PROBED);
        System.out.println("| scope | sessions | s | sessions/s | calls | scripts: p50, p99, longest ms | other requests | p50 ms | p99 ms | worst ms |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        Latency alone = probing(() -> {
            Thread.sleep(ALONE.toMillis());
            return "";
        });
        System.out.println("| none, for comparison | | | | | | " + alone + " |");
        row("\"scope\":\"older_than\",\"idle_for\":\"PT0.001S\"", "older_than");
        row("\"scope\":\"all\"", "all");
        invalidate("\"scope\":\"all\"", run + "-probe");
    }

    private void row(String scope, String name) throws Exception {
        fill(run, sessions);
        String[] result = new String[1];
        slowlog("RESET");
        Latency others = probing(() -> result[0] = invalidate(scope, run));
        System.out.println("| " + name + " | " + result[0] + " | " + held() + " | " + others + " |");
    }

    /** A dry run, then calls until one is complete. */
    private String invalidate(String scope, String namespace) throws Exception {
        String dry = call("POST", "/admin/invalidations", namespace, "{" + scope + limit() + "}");
        String token = text(dry, "confirmation_token");
        long start = System.nanoTime();
        long removed = 0;
        int calls = 0;
        String answer;
        do {
            answer = call("POST", "/admin/invalidations", namespace,
                    "{" + scope + limit() + ",\"dry_run\":false,\"confirmation_token\":\"" + token + "\"}");
            removed += number(answer.substring(answer.indexOf("\"removed\"")), "sessions");
            calls++;
        } while (answer.contains("\"complete\":false"));
        double seconds = (System.nanoTime() - start) / 1e9;
        return String.format(Locale.ROOT, "%,d | %.1f | %,.0f | %d", removed, seconds, removed / seconds, calls);
    }

    private String limit() {
        return ",\"time_limit\":\"" + options.get("--time-limit") + "\"";
    }

    /** Reads and appends in another namespace, one after the other on each of a few connections, while the work is done. */
    private Latency probing(Callable<?> work) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService probes = Executors.newFixedThreadPool(PROBES);
        List<Future<List<Double>>> seen = IntStream.range(0, PROBES).mapToObj(i -> probes.submit(() -> probe(done))).toList();
        work.call();
        done.set(true);
        List<Double> millis = new ArrayList<>();
        for (Future<List<Double>> some : seen) {
            millis.addAll(some.get());
        }
        probes.shutdown();
        double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return new Latency(sorted.length, sorted[sorted.length / 2], sorted[(int) (sorted.length * 0.99)], sorted[sorted.length - 1]);
    }

    private List<Double> probe(AtomicBoolean done) throws Exception {
        List<Double> millis = new ArrayList<>();
        while (!done.get()) {
            String session = "/sessions/s" + ThreadLocalRandom.current().nextInt(PROBED);
            boolean write = millis.size() % 2 == 0;
            long start = System.nanoTime();
            call(write ? "POST" : "GET", session + (write ? "/messages" : "?history=10"), run + "-probe",
                    write ? "{\"role\":\"user\",\"content\":\"Hello\"}" : "");
            millis.add((System.nanoTime() - start) / 1e6);
        }
        return millis;
    }

    private void fill(String namespace, int many) throws Exception {
        String message = "{\"role\":\"user\",\"content\":\"" + "x".repeat(100) + "\"}";
        String messages = Stream.generate(() -> message).limit(Long.parseLong(options.get("--messages"))).collect(Collectors.joining(","));
        for (int from = 0; from < many; from += BATCH) {
            String operations = IntStream.range(from, Math.min(many, from + BATCH))
                    .mapToObj(i -> "{\"op\":\"append_messages\",\"session_id\":\"s" + i + "\",\"user_id\":\"u" + i % 1_000
                            + "\",\"state\":{\"current_stage\":\"stage_1\"},\"messages\":[" + messages + "]}")
                    .collect(Collectors.joining(","));
            String answer = call("POST", "/batch", namespace, "{\"operations\":[" + operations + "]}");
            if (answer.contains("\"problem\"")) {
                throw new IllegalStateException("a session could not be created: " + answer.substring(0, 300));
            }
        }
    }

    private String call(String method, String path, String namespace, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(options.get("--url") + "/api/v1" + path))
                .header("Content-Type", "application/json")
                .header("Continuo-Namespace", namespace)
                .header("X-API-Key", KEY)
                .method(method, body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(method + " " + path + " is " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private static String text(String json, String member) {
        return find(json, "\"" + member + "\":\"([^\"]*)\"");
    }

    private static long number(String json, String member) {
        return Long.parseLong(find(json, "\"" + member + "\":(\\d+)"));
    }

    private static String find(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return found.group(1);
    }

    /** How long scripts held Redis by its own account, of those that slowlog-log-slower-than lets through. */
    private String held() throws IOException {
        Matcher entry = Pattern.compile(":\\d+\r\n:\\d+\r\n:(\\d+)\r\n\\*\\d+\r\n\\$7\r\n(?i:evalsha)")
                .matcher(slowlog("GET", "100000"));
        double[] millis = entry.results().mapToDouble(found -> Long.parseLong(found.group(1)) / 1e3).sorted().toArray();
        return millis.length == 0 ? "" : String.format(Locale.ROOT, "%.1f, %.1f, %.1f",
                millis[millis.length / 2], millis[(int) (millis.length * 0.99)], millis[millis.length - 1]);
    }

    private String slowlog(String... arguments) throws IOException {
        String redis = options.get("--redis");
        if (redis.isEmpty()) {
            return "";
        }
        URI address = URI.create("redis://" + redis);
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            String command = "SLOWLOG " + String.join(" ", arguments) + "\r\nQUIT\r\n";
            socket.getOutputStream().write(command.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
