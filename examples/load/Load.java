import java.io.*;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.*;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Plays a file of conversations into a running Continuo, one call a turn, then reads every session back and compares it
 * with the file. Exit code 0: all is as it was sent; 1: something differs; 2: stopped. README.md says how to run it.
 */
public final class Load {
    /** Looked at where the service asks for one. */
    private static final String KEY = System.getenv().getOrDefault("CONTINUO_KEY", "none");
    private static final int PAGE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant FIRST_TIMESTAMP = Instant.parse("2025-01-01T00:00:00.007Z");
    private static final Pattern ID = Pattern.compile("\"(?!\\.{1,2}\")[A-Za-z0-9._:@+~=-]{1,200}\"");

    private String url = "http://127.0.0.1:8090";
    private Path file;
    private int concurrency = 32;
    private long limit = Long.MAX_VALUE;
    private String namespace = "default";
    private boolean keyed;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private final List<String> differences = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong differing = new AtomicLong();
    private final AtomicLong stateUpdates = new AtomicLong();
    private final AtomicLong trimmed = new AtomicLong();
    /** The most messages an answer said a session keeps: the service's history limit, if the file reaches it. */
    private final AtomicLong mostKept = new AtomicLong();

    private interface Work {
        void on(Conversation conversation, Phase phase) throws InterruptedException;
    }

    private Load(String[] args) {
        try {
            for (Iterator<String> arg = List.of(args).iterator(); arg.hasNext(); ) {
                switch (arg.next()) {
                    case "--url" -> url = arg.next().replaceAll("/+$", "");
                    case "--file" -> file = Path.of(arg.next());
                    case "--concurrency" -> concurrency = Integer.parseInt(arg.next());
                    case "--limit" -> limit = Long.parseLong(arg.next());
                    case "--namespace" -> namespace = arg.next();
                    case "--keyed" -> keyed = true;
                    default -> throw new NoSuchElementException();
                }
            }
            check(file != null && concurrency > 0, "--file is missing or --concurrency is not positive");
        } catch (NoSuchElementException | NumberFormatException e) {
            throw new IllegalStateException("see README.md for the options", e);
        }
    }

    public static void main(String[] args) throws InterruptedException {
        int exit = 2;
        try {
            exit = new Load(args).run();
        } catch (RuntimeException | IOException e) {
            System.err.println("stopped: " + (e instanceof IllegalStateException ? e.getMessage() : e));
        }
        System.exit(exit);
    }

    private int run() throws IOException, InterruptedException {
        Phase writing = play(new Phase("write"), this::write);
        Phase reading = play(new Phase("read"), this::read);
        System.out.printf(
                "conversations %d, messages %d, state updates %d%n%s%n%s%n",
                writing.conversations.get(), writing.messages.get(), stateUpdates.get(), writing.sum(), reading.sum());
        if (trimmed.get() > 0) {
            String note = "history limit: %d conversations exceed the %d messages kept; the last %<d compared%n";
            System.out.printf(note, trimmed.get(), mostKept.get());
        }
        System.out.println("differences " + differing.get());
        differences.forEach(line -> System.out.println("  " + line));
        return differing.get() == 0 ? 0 : 1;
    }

    /** Streams the file through the workers; a conversation is one worker's from its first turn to its last. */
    private Phase play(Phase phase, Work work) throws IOException, InterruptedException {
        ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor();
        ticker.scheduleAtFixedRate(() -> System.err.println(phase.progress()), 2, 2, TimeUnit.SECONDS);
        ExecutorService workers = Executors.newFixedThreadPool(concurrency);
        Semaphore free = new Semaphore(concurrency);
        Set<String> seen = new HashSet<>();
        long messages = 0;
        try (InputStream in = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in, 1 << 16) : in;
                var lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8.newDecoder()))) {
            String line;
            while (failure.get() == null && seen.size() < limit && (line = lines.readLine()) != null) {
                Conversation conversation = Conversation.read(line, messages);
                check(seen.add(conversation.id), conversation.id + " is in the file twice");
                messages += conversation.turns.size();
                free.acquire();
                workers.execute(() -> {
                    try {
                        work.on(conversation, phase);
                        phase.conversations.incrementAndGet();
                    } catch (RuntimeException | InterruptedException e) {
                        String what = e instanceof IllegalStateException ? e.getMessage() : e.toString();
                        failure.compareAndSet(null, new IllegalStateException(conversation.id + ": " + what, e));
                    } finally {
                        free.release();
                    }
                });
            }
            free.acquire(concurrency);
        } finally {
            phase.ended = System.nanoTime();
            workers.shutdownNow();
            ticker.shutdownNow();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        return phase;
    }

    private void write(Conversation conversation, Phase phase) throws InterruptedException {
        Set<String> known = Set.of();
        long kept = 0;
        for (int i = 0; i < conversation.turns.size() && failure.get() == null; i++) {
            Map<String, String> body = conversation.message(i);
            String whole = conversation.turns.get(i).get("state");
            if (whole != null) {
                Map<String, String> state = Json.object(whole);
                Map<String, String> merge = new LinkedHashMap<>(state);
                known.forEach(name -> merge.putIfAbsent(name, "null"));
                body.put("state", Json.write(merge));
                known = state.keySet();
                stateUpdates.incrementAndGet();
            }
            if (i == 0) {
                body.put("session_metadata", Json.write(conversation.metadata));
                if (conversation.userId != null) {
                    body.put("user_id", conversation.userId);
                }
            }
            HttpRequest.Builder request = request("/sessions/" + conversation.id + "/messages")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)));
            if (keyed) {
                request.header("Idempotency-Key", "turn-" + (i + 1));
            }
            kept = accept(conversation, i + 1, kept, Json.object(call(request, keyed, phase, 201)));
            phase.messages.incrementAndGet();
        }
    }

    /**
     * The history grows by each message until the limit is reached, and stays as long from then on; a session that does
     * otherwise is named once. Gives the number of messages kept, -1 from where it went wrong.
     */
    private long accept(Conversation conversation, int seq, long keptBefore, Map<String, String> answer) {
        List<String> data = Json.array(answer.get("data"));
        String given = data.isEmpty() ? "none" : Json.object(data.get(0)).get("seq");
        check(seq > 1 || "1".equals(given), "first seq " + given + ": has messages already? Take a fresh --namespace");
        Map<String, String> session = Json.object(answer.get("session"));
        long kept = Long.parseLong(session.getOrDefault("message_count", "-1"));
        Comparison answered = new Comparison(conversation.id + " answer " + seq);
        answered.number("/data/0/seq", seq, given);
        answered.number("/session/total_messages", seq, session.get("total_messages"));
        mostKept.accumulateAndGet(kept, Math::max);
        if (keptBefore >= 0 && kept != keptBefore) {
            answered.number("/session/message_count", seq, "" + kept);
        }
        return keptBefore >= 0 && (kept == keptBefore || kept == seq) ? kept : -1;
    }

    private void read(Conversation conversation, Phase phase) throws InterruptedException {
        int total = conversation.turns.size();
        if (total == 0) {
            return;
        }
        Comparison session = new Comparison(conversation.id);
        String path = "/sessions/" + conversation.id;
        Map<String, String> actual = Json.object(call(request(path + "?history=" + PAGE), true, phase, 200, 404));
        if (!actual.containsKey("session_id")) {
            session.differs("", "the session is missing");
            return;
        }
        int kept = (int) Math.min(total, mostKept.get());
        trimmed.addAndGet(kept < total ? 1 : 0);
        session.value("/session_id", Json.quote(conversation.id), actual.get("session_id"));
        session.value("/user_id", conversation.userId, actual.get("user_id"));
        session.number("/message_count", kept, actual.get("message_count"));
        session.number("/total_messages", total, actual.get("total_messages"));
        session.number("/version", total, actual.get("version"));
        session.value("/unreadable", null, actual.get("unreadable"));
        session.members("/state", conversation.lastState(), Json.object(actual.getOrDefault("state", "{}")), false);
        Map<String, String> metadata = Json.object(actual.getOrDefault("metadata", "{}"));
        for (String added : List.of("created_via", "user_agent")) {
            if (!conversation.metadata.containsKey(added) && metadata.remove(added) == null) {
                session.differs("/metadata/" + added, "missing");
            }
        }
        session.members("/metadata", conversation.metadata, metadata, true);
        List<String> history = kept > PAGE ? pages(path, phase) : Json.array(actual.getOrDefault("history", "[]"));
        history(session, conversation, total - kept, history);
        phase.messages.addAndGet(history.size());
    }

    private List<String> pages(String path, Phase phase) throws InterruptedException {
        List<String> messages = new ArrayList<>();
        String after = "0";
        for (boolean more = true; more; ) {
            String query = "/messages?limit=" + PAGE + "&after=" + after;
            Map<String, String> page = Json.object(call(request(path + query), true, phase, 200));
            List<String> data = Json.array(page.get("data"));
            messages.addAll(data);
            more = "true".equals(page.get("has_more")) && !data.isEmpty();
            after = more ? Json.object(data.get(data.size() - 1)).get("seq") : after;
        }
        return messages;
    }

    /** Where one side has more left, the timestamps, which are unique, say which message is missing or extra. */
    private static void history(Comparison session, Conversation conversation, int first, List<String> history) {
        int turn = first;
        int place = 0;
        while (turn < conversation.turns.size() || place < history.size()) {
            int lacking = (conversation.turns.size() - turn) - (history.size() - place);
            String at = "/history/" + (turn - first);
            Map<String, String> actual = place < history.size() ? Json.object(history.get(place)) : Map.of();
            boolean left = turn < conversation.turns.size();
            if (lacking == 0 || left && conversation.timestamp(turn).equals(actual.get("timestamp"))) {
                Map<String, String> expected = conversation.message(turn++);
                expected.put("seq", "" + turn);
                if (!expected.containsKey("metadata")) {
                    actual.remove("metadata", "{}");
                }
                session.members(at, expected, actual, false);
                place++;
            } else if (lacking > 0) {
                session.differs(at, "missing");
                turn++;
            } else {
                session.differs("/history/" + place++, "not in the file");
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
                .timeout(Duration.ofSeconds(30))
                .header("Continuo-Namespace", namespace)
                .header("X-API-Key", KEY);
    }

    /**
     * Sends until the status is one of those accepted; 429 and 503 are tried again until patience ends. A call that may
     * have happened is sent again only if repeatable: a message doubled here must not look like a fault.
     */
    private String call(HttpRequest.Builder request, boolean repeatable, Phase phase, Integer... accepted)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long pause = 1000;
            long start = System.nanoTime();
            try {
                HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
                long end = System.nanoTime();
                int status = answer.statusCode();
                ByteBuffer bytes = ByteBuffer.wrap(answer.body());
                String body = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString().strip();
                if (List.of(accepted).contains(status)) {
                    phase.called(end - start);
                    return body;
                }
                String after = answer.headers().firstValue("Retry-After").orElse("");
                pause = after.matches("[0-9]{1,4}") ? Math.max(100, 1000 * Long.parseLong(after)) : pause;
                boolean safe = repeatable || !body.contains("urn:continuo:problem:outcome-unknown");
                boolean again = safe && (status == 429 || status == 503) && end + 1_000_000 * pause < deadline;
                String type = answer.headers().firstValue("Content-Type").orElse("");
                check(again, "status " + status + (type.startsWith("application/problem+json") ? " " + body : ""));
            } catch (CharacterCodingException e) {
                throw new IllegalStateException("the answer is not UTF-8", e);
            } catch (IOException e) {
                boolean safe = repeatable || e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
                check(safe && System.nanoTime() < deadline, e + (safe ? "" : " (--keyed would send it again)"));
            }
            phase.retries.incrementAndGet();
            Thread.sleep(pause);
        }
    }

    private static void check(boolean sound, String otherwise) {
        if (!sound) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** One line of the file, every value its own JSON text; {@code first} counts the messages before it. */
    private record Conversation(
            String id, String userId, Map<String, String> metadata, List<Map<String, String>> turns, long first) {
        static Conversation read(String json, long first) {
            Map<String, String> line = Json.object(json);
            String id = line.getOrDefault("session_id", "");
            String user = line.get("user_id");
            check(ID.matcher(id).matches(), "a session_id in the file is missing or has characters not allowed");
            check(user == null || ID.matcher(user).matches(), "a user_id in the file has characters not allowed");
            List<Map<String, String>> turns = new ArrayList<>();
            for (String turn : Json.array(line.get("turns"))) {
                turns.add(Json.object(turn));
                Set<String> known = Set.of("role", "content", "state", "metadata");
                check(known.containsAll(turns.get(turns.size() - 1).keySet()), "a turn has a member not known here");
            }
            Map<String, String> metadata = Json.object(line.getOrDefault("metadata", "{}"));
            return new Conversation(Json.string(id), user, metadata, turns, first);
        }

        /** As JSON; made up from the message's place in the file, so that both phases and every run agree. */
        String timestamp(int turn) {
            return Json.quote(FIRST_TIMESTAMP.plusSeconds(first + turn).toString());
        }

        Map<String, String> message(int turn) {
            Map<String, String> message = new LinkedHashMap<>(turns.get(turn));
            message.remove("state");
            message.put("timestamp", timestamp(turn));
            return message;
        }

        /** What the merges leave behind; a top-level null takes a member away, so none can be stored. */
        Map<String, String> lastState() {
            String last = "{}";
            for (Map<String, String> turn : turns) {
                last = turn.getOrDefault("state", last);
            }
            Map<String, String> state = Json.object(last);
            state.values().removeIf("null"::equals);
            return state;
        }
    }

    /** Says where a session differs, never what the values hold. */
    private final class Comparison {
        private final String session;

        Comparison(String session) {
            this.session = session;
        }

        void differs(String at, String what) {
            if (differing.incrementAndGet() <= 10) {
                differences.add(session + " " + at + ": " + what);
            }
        }

        /** For the service's own numbers, which may be shown. */
        void number(String at, long expected, String actual) {
            if (!Long.toString(expected).equals(actual)) {
                differs(at, "expected " + expected + ", got " + (actual == null ? "none" : actual));
            }
        }

        /** Null is absence. Strings are equal by their characters, numbers by their spelling, objects also by order. */
        void value(String at, String expected, String actual) {
            if (Objects.equals(expected, actual)) {
                return;
            }
            if (expected == null || actual == null) {
                differs(at, expected == null ? "not in the file" : "missing");
                return;
            }
            String kinds = expected.substring(0, 1) + actual.charAt(0);
            if (kinds.equals("{{") || kinds.equals("[[")) {
                members(at, Json.parts(expected), Json.parts(actual), true);
            } else if (!kinds.equals("\"\"") || !Json.string(expected).equals(Json.string(actual))) {
                differs(at, "another value or spelling");
            }
        }

        void members(String at, Map<String, String> expected, Map<String, String> actual, boolean ordered) {
            Set<String> names = new LinkedHashSet<>(expected.keySet());
            names.addAll(actual.keySet());
            for (String name : names) {
                String pointer = at + "/" + name.replace("~", "~0").replace("/", "~1");
                value(pointer, expected.get(name), actual.get(name));
            }
            if (ordered && names.equals(actual.keySet()) && !List.copyOf(names).equals(List.copyOf(actual.keySet()))) {
                differs(at, "another order of members");
            }
        }
    }

    /** What a phase has done so far; one latency in microseconds for each accepted answer. */
    private static final class Phase {
        private final String name;
        private final long started = System.nanoTime();
        private final AtomicLong conversations = new AtomicLong();
        private final AtomicLong messages = new AtomicLong();
        private final AtomicLong retries = new AtomicLong();
        private long ended;
        private int[] micros = new int[1 << 16];
        private int calls;

        Phase(String name) {
            this.name = name;
        }

        synchronized void called(long nanos) {
            micros = calls < micros.length ? micros : Arrays.copyOf(micros, 2 * calls);
            micros[calls++] = (int) (nanos / 1000);
        }

        synchronized String progress() {
            double rate = calls * 1e9 / (System.nanoTime() - started);
            String line = "%s: conversations %d, messages %d, %.0f calls/s";
            return String.format(Locale.ROOT, line, name, conversations.get(), messages.get(), rate);
        }

        synchronized String sum() {
            double seconds = (ended - started) / 1e9;
            int[] sorted = Arrays.copyOf(micros, Math.max(1, calls));
            Arrays.sort(sorted);
            double p50 = sorted[(sorted.length - 1) / 2] / 1000.0;
            double p99 = sorted[(int) (0.99 * (sorted.length - 1))] / 1000.0;
            String line = "%s: %d calls in %.1f s, %.0f calls/s, p50 %.1f ms, p99 %.1f ms, retries %d";
            return String.format(Locale.ROOT, line, name, calls, seconds, calls / seconds, p50, p99, retries.get());
        }
    }

    /** An exact JSON reader: values stay the text they were, so that a number keeps its spelling. */
    private static final class Json {
        private static final Pattern SCALAR =
                Pattern.compile("true|false|null|-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
        private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");
        private static final Pattern ESCAPED = Pattern.compile("[\"\\\\\\x00-\\x1f]");

        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Map<String, String> object(String text) {
            check(text != null && text.startsWith("{"), "no JSON object where one must be");
            return parts(text);
        }

        static List<String> array(String text) {
            check(text != null && text.startsWith("["), "no JSON array where one must be");
            return List.copyOf(parts(text).values());
        }

        /** The members of an object by name or the items of an array by place, in their order. */
        static Map<String, String> parts(String text) {
            Map<String, String> parts = new LinkedHashMap<>();
            Json json = new Json(text);
            json.container((name, value) -> {
                String key = name == null ? "" + parts.size() : string(name);
                check(parts.put(key, value) == null, "an object has a member name twice");
            });
            json.next();
            check(json.at == text.length(), "more text after a JSON value");
            return parts;
        }

        /** The characters of a JSON string. */
        static String string(String json) {
            String inner = json.substring(1, json.length() - 1);
            if (inner.indexOf('\\') < 0) {
                return inner;
            }
            return ESCAPE.matcher(inner).replaceAll(escape -> {
                String code = escape.group(1);
                int control = code == null ? "bfnrt".indexOf(escape.group(2)) : -1;
                String plain = control < 0 ? escape.group(2) : "\b\f\n\r\t".substring(control, control + 1);
                return Matcher.quoteReplacement(code == null ? plain : "" + (char) Integer.parseInt(code, 16));
            });
        }

        static String quote(String plain) {
            Matcher escaped = ESCAPED.matcher(plain);
            return '"' + escaped.replaceAll(c -> String.format("\\\\u%04x", (int) plain.charAt(c.start()))) + '"';
        }

        static String write(Map<String, String> members) {
            StringJoiner out = new StringJoiner(",", "{", "}");
            members.forEach((name, value) -> out.add(quote(name) + ":" + value));
            return out.toString();
        }

        /** Hands each member or item to the sink; in an array the name is null. */
        private void container(BiConsumer<String, String> sink) {
            char close = text.charAt(at++) == '{' ? '}' : ']';
            for (boolean first = true; next() != close; first = false) {
                if (!first) {
                    take(',');
                }
                String name = close == '}' ? value() : null;
                if (name != null) {
                    check(name.startsWith("\""), "a member's name is not a string");
                    take(':');
                }
                sink.accept(name, value());
            }
            at++;
        }

        private String value() {
            char c = next();
            int start = at;
            if (c == '{' || c == '[') {
                container((name, value) -> {});
            } else if (c == '"') {
                for (at++; peek() != '"'; at += peek() == '\\' ? 2 : 1) {
                    check(peek() >= ' ', "a JSON string does not end or has a control character");
                }
                at++;
            } else {
                Matcher scalar = SCALAR.matcher(text).region(at, text.length());
                check(scalar.lookingAt(), "no JSON value at character " + at);
                at = scalar.end();
            }
            return text.substring(start, at);
        }

        private char next() {
            while (" \t\r\n".indexOf(peek()) >= 0) {
                at++;
            }
            return peek();
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : '\0';
        }

        private void take(char expected) {
            check(next() == expected, "no " + expected + " at character " + at);
            at++;
        }
    }
}
