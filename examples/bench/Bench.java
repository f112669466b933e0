import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.*;
import java.net.*;
import java.nio.ByteBuffer;
import java.nio.channels.*;
import java.time.Duration;
import java.util.*;
import java.util.function.*;
import java.util.regex.*;
import java.util.stream.*;

/**
 * Measures Continuo's REST API beside plain Redis commands that keep the same data without its promises, in one run and
 * in alternating rounds, and prints a Markdown table. README.md says how to run it and what the figures mean.
 */
public final class Bench {
    /** Looked at where the service asks for one. */
    private static final String KEY = System.getenv().getOrDefault("CONTINUO_KEY", "none");
    private static final int HISTORY = 100;
    private static final int REDIS_CONNECTIONS = 4;
    private static final int MOST_CALLS = 1_000_000;
    private static final int MOST_CREATED = 50_000;
    private static final Duration LIFE = Duration.ofMinutes(30);
    private static final int PATIENCE = 10_000;
    private static final int BATCH = 100;
    private static final int LONG = 600;
    private static final int WARM_UP = 4; // times as long: the service's compiler takes its time

    private final Map<String, String> options = new HashMap<>(Map.of(
            "--url", "http://127.0.0.1:8090", "--redis", "127.0.0.1:6379", "--remote", "no",
            "--seconds", "5", "--rounds", "3", "--concurrency", "32", "--sessions", "1000", "--only", "both"));
    private final String run = "bench-" + Long.toString(System.currentTimeMillis(), 36);
    private final String active = run + ":active_sessions";
    private final Texts texts = new Texts();
    private final InetSocketAddress service;
    private final InetSocketAddress redis;
    private final int seconds;
    private final int rounds;
    private final int concurrency;
    private final int sessions;

    /** One kind of request: the n-th, how its answer is recognised, and how many are sent at the most. */
    private record Call(LongFunction<byte[]> request, Answer answer, long most) {}

    private interface Answer {
        /** Where the answer that begins at from ends, -1 when it is not there whole; throws when it is a failure. */
        int end(byte[] bytes, int from, int to);
    }

    private record Operation(String name, Call rest, Call redis) {}
    private record Measured(double perSecond, double p50, double p99, long count) {}
    /** What was measured, and what it is compared with. */
    private record Pair(Measured its, Measured other) {}

    public static void main(String[] args) throws IOException {
        try {
            new Bench(args).measure();
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "; the options are in examples/bench/README.md");
            System.exit(2);
        }
    }

    private Bench(String[] args) {
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length || options.replace(args[i], args[i + 1]) == null) {
                throw new IllegalArgumentException("unknown option, or one without a value: " + args[i]);
            }
        }
        service = address(options.get("--url"));
        redis = address("redis://" + options.get("--redis"));
        seconds = number("--seconds", 30);
        rounds = number("--rounds", 20);
        concurrency = number("--concurrency", 512);
        sessions = number("--sessions", 20_000);
        if (!Set.of("both", "calls", "batches").contains(options.get("--only"))) {
            throw new IllegalArgumentException("--only is calls, batches or both");
        }
    }

    private int number(String name, int most) {
        int number = Integer.parseInt(options.get(name));
        if (number < 1 || number > most) {
            throw new IllegalArgumentException(name + " is 1 to " + most);
        }
        return number;
    }

    /** It writes, deletes and takes all it can get: another machine is named on purpose only. */
    private InetSocketAddress address(String url) {
        URI uri = URI.create(url);
        InetSocketAddress address = new InetSocketAddress(String.valueOf(uri.getHost()), Math.max(uri.getPort(), 0));
        boolean remote = address.isUnresolved() || !address.getAddress().isLoopbackAddress();
        if (uri.getPort() < 1 || remote && !options.get("--remote").equals("yes")) {
            throw new IllegalArgumentException(url + " is no port of this machine (--remote yes allows others)");
        }
        return address;
    }

    private void measure() throws IOException {
        Fleet rest = new Fleet(service, concurrency, 1);
        Fleet raw = new Fleet(redis, REDIS_CONNECTIONS, Math.max(1, concurrency / REDIS_CONNECTIONS));
        seed(rest, raw);
        Map<String, List<Pair>> calls = new LinkedHashMap<>();
        Map<String, List<Pair>> batches = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) { // the first one warms up
            if (!options.get("--only").equals("batches")) {
                calls(round, rest, raw).forEach(into(round == 0 ? new HashMap<>() : calls));
            }
            if (!options.get("--only").equals("calls")) {
                batches(round, rest).forEach(into(round == 0 ? new HashMap<>() : batches));
            }
            System.err.println(round == 0 ? "warmed up" : "round " + round + " of " + rounds);
        }
        remove(rest, sessions, raw, sessions, "s");
        report(calls);
        reportBatches(batches);
    }

    private static BiConsumer<String, Pair> into(Map<String, List<Pair>> results) {
        return (name, pair) -> results.computeIfAbsent(name, first -> new ArrayList<>()).add(pair);
    }

    private Map<String, Pair> calls(int round, Fleet rest, Fleet raw) throws IOException {
        Map<String, Pair> results = new LinkedHashMap<>();
        for (Operation operation : operations(round)) {
            Measured first = round % 2 == 0 ? raw.drive(operation.redis, seconds) : null;
            Measured here = rest.drive(operation.rest, round == 0 ? WARM_UP * seconds : seconds);
            Measured there = first == null ? raw.drive(operation.redis, seconds) : first;
            if (operation.name.equals("create")) {
                remove(rest, here.count, raw, there.count, "c" + round);
            }
            results.put(operation.name, new Pair(here, there));
        }
        return results;
    }

    /** One batch of loads after the other on one connection, beside as many single loads. */
    private Map<String, Pair> batches(int round, Fleet rest) throws IOException {
        Map<String, Pair> results = new LinkedHashMap<>();
        int time = round == 0 ? WARM_UP * seconds : seconds;
        Call load = cycle(id -> http("GET", "/sessions/" + id, ""), status(200, true));
        Call batch = cycle(first -> http("POST", "/batch", batch(first)), status(200, true));
        Fleet alone = new Fleet(service, 1, 1);
        Measured one = round % 2 == 0 ? alone.drive(load, time) : null;
        Measured together = alone.drive(batch, time);
        results.put("1", new Pair(together, one == null ? alone.drive(load, time) : one));
        results.put(Integer.toString(concurrency), new Pair(together, rest.drive(load, time)));
        return results;
    }

    /** That session and the ones after it. */
    private String batch(String first) {
        int from = Integer.parseInt(first.substring(first.lastIndexOf('-') + 1));
        return IntStream.range(from, from + BATCH)
                .mapToObj(n -> "{\"op\":\"get_session\",\"session_id\":\"" + id("s", n % sessions) + "\"}")
                .collect(Collectors.joining(",", "{\"operations\":[", "]}"));
    }

    private List<Operation> operations(int round) {
        String kind = "c" + round;
        return List.of(
                new Operation("append a message and a member of the state",
                        cycle(id -> http("POST", "/sessions/" + id + "/messages", turn()), status(201, true)),
                        cycle(this::append, replies(5))),
                new Operation("GET with history=20",
                        cycle(id -> http("GET", "/sessions/" + id + "?history=20", ""), status(200, true)),
                        cycle(id -> read(id, 20), replies(5))),
                new Operation("POST /input with history=10",
                        cycle(id -> http("POST", "/input", input(id)), status(200, true)),
                        cycle(id -> append(id) + read(id, 10), replies(10))),
                new Operation("create",
                        call(n -> http("POST", "/sessions", session(id(kind, n))), status(201, true), MOST_CREATED),
                        call(n -> create(id(kind, n)), replies(5), MOST_CREATED)),
                new Operation("HEAD",
                        cycle(id -> http("HEAD", "/sessions/" + id, ""), status(200, false)),
                        cycle(id -> commands("EXISTS|" + key(id, "meta")), replies(1))));
    }

    /** Requests made beforehand; in steps of a prime, so that neighbours in time are different sessions. */
    private Call cycle(Function<String, String> request, Answer answer) {
        List<byte[]> made = IntStream.range(0, sessions)
                .mapToObj(n -> request.apply(id("s", n)).getBytes(ISO_8859_1))
                .toList();
        return new Call(n -> made.get((int) (n * 7919 % sessions)), answer, MOST_CALLS);
    }

    private static Call call(LongFunction<String> request, Answer answer, long most) {
        return new Call(n -> request.apply(n).getBytes(ISO_8859_1), answer, most);
    }

    private String id(String kind, long n) {
        return run + "-" + kind + "-" + n;
    }

    private void seed(Fleet rest, Fleet raw) throws IOException {
        rest.drive(call(n -> http("POST", "/sessions", session(id("s", n))), status(201, true), sessions), LONG);
        LongFunction<String> body = n -> "{\"messages\":[" + texts.messages(",") + "]}";
        LongFunction<String> fill = n -> http("POST", "/sessions/" + id("s", n) + "/messages", body.apply(n));
        rest.drive(call(fill, status(201, true), sessions), LONG);
        raw.drive(call(n -> create(id("s", n)) + fill(id("s", n)), replies(8), sessions), LONG);
    }

    private void remove(Fleet rest, long here, Fleet raw, long there, String kind) throws IOException {
        rest.drive(call(n -> http("DELETE", "/sessions/" + id(kind, n), ""), status(204, false), here), LONG);
        raw.drive(call(n -> delete(id(kind, n)), replies(2), there), LONG);
    }

    // Redis as an application without the service would use it: several commands in one pipeline, not atomic

    private String key(String id, String part) {
        return run + ":session:" + id + ":" + part;
    }

    private String append(String id) {
        return commands(
                "RPUSH|" + key(id, "history") + "|" + texts.message(),
                "LTRIM|" + key(id, "history") + "|-" + HISTORY + "|-1",
                "HSET|" + key(id, "state") + "|" + Texts.MEMBER + "|" + Texts.VALUE,
                expire(key(id, "state")),
                "ZADD|" + active + "|" + System.currentTimeMillis() + "|" + id);
    }

    private String read(String id, int last) {
        String messages = "LRANGE|" + key(id, "history") + "|-" + last + "|-1";
        return commands("MULTI", "HGETALL|" + key(id, "meta"), "HGETALL|" + key(id, "state"), messages, "EXEC");
    }

    private String create(String id) {
        long now = System.currentTimeMillis();
        return commands(
                "HSET|" + key(id, "meta") + "|created_at|" + now + "|last_interaction|" + now + "|version|1",
                "HSET|" + key(id, "state") + "|" + Texts.STATE_WORDS,
                expire(key(id, "meta")),
                expire(key(id, "state")),
                "ZADD|" + active + "|" + now + "|" + id);
    }

    private String fill(String id) {
        String push = "RPUSH|" + key(id, "history") + "|" + texts.messages("|");
        return commands(push, expire(key(id, "history")), expire(active));
    }

    private String delete(String id) {
        String keys = key(id, "meta") + "|" + key(id, "state") + "|" + key(id, "history");
        return commands("DEL|" + keys, "ZREM|" + active + "|" + id);
    }

    private static String expire(String key) {
        return "PEXPIRE|" + key + "|" + LIFE.toMillis();
    }

    private static String commands(String... commands) {
        StringBuilder out = new StringBuilder();
        for (String command : commands) {
            String[] words = command.split("\\|");
            out.append('*').append(words.length).append("\r\n");
            Stream.of(words).forEach(word -> out.append('$').append(word.length()).append("\r\n" + word + "\r\n"));
        }
        return out.toString();
    }

    private static Answer replies(int count) {
        return (bytes, from, to) -> {
            int at = from;
            for (int left = count; left > 0; left--) {
                int line = lineEnd(bytes, at, to);
                if (line < 0) {
                    return -1;
                }
                switch (bytes[at]) {
                    case '+', ':' -> at = line;
                    case '$' -> at = line + (bytes[at + 1] == '-' ? 0 : number(bytes, at + 1) + 2);
                    case '*' -> {
                        left += number(bytes, at + 1);
                        at = line;
                    }
                    default -> throw new IllegalStateException("Redis answered " + text(bytes, at, line));
                }
            }
            return at <= to ? at : -1;
        };
    }

    private static int number(byte[] bytes, int from) {
        int value = 0;
        for (int i = from; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    private static int lineEnd(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, ISO_8859_1).strip();
    }

    // As much of HTTP/1.1 as the service's answers need

    private static final Pattern LENGTH = Pattern.compile("\r\ncontent-length: *(\\d+)", Pattern.CASE_INSENSITIVE);

    private String http(String method, String path, String body) {
        String type = "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
        return method + " /api/v1" + path + " HTTP/1.1\r\nHost: " + service.getHostString() + ":" + service.getPort()
                + "\r\nContinuo-Namespace: bench\r\nX-API-Key: " + KEY + "\r\n" + (body.isEmpty() ? "" : type) + "\r\n" + body;
    }

    private String session(String id) {
        return "{\"session_id\":\"" + id + "\",\"ttl\":\"" + LIFE + "\",\"state\":" + Texts.STATE + "}";
    }

    private String turn() {
        return texts.message().replaceFirst("}$", ",\"state\":{\"" + Texts.MEMBER + "\":" + Texts.VALUE + "}}");
    }

    private String input(String id) {
        return "{\"session_id\":\"" + id + "\",\"user_input\":\"" + texts.said() + "\",\"history\":10}";
    }

    private static Answer status(int expected, boolean hasBody) {
        return (bytes, from, to) -> {
            int end = lineEnd(bytes, from, to);
            if (end >= 0 && number(bytes, from + "HTTP/1.1 ".length()) != expected) {
                throw new IllegalStateException("not " + expected + " but " + text(bytes, from, end));
            }
            for (int line = from; end >= 0 && end - line != 2; ) {
                line = end;
                end = lineEnd(bytes, line, to);
            }
            if (end < 0 || !hasBody) {
                return end;
            }
            Matcher length = LENGTH.matcher(text(bytes, from, end));
            if (!length.find()) {
                throw new IllegalStateException("the answer has no Content-Length");
            }
            end += Integer.parseInt(length.group(1));
            return end <= to ? end : -1;
        };
    }

    /** One connection and what is under way on it. */
    private static final class Lane {
        final byte[] in = new byte[1 << 19];
        final ByteBuffer out = ByteBuffer.allocateDirect(1 << 19);
        final ArrayDeque<Long> started = new ArrayDeque<>();
        int from;
        int to;

        void receive(SocketChannel channel) throws IOException {
            System.arraycopy(in, from, in, 0, to - from);
            int read = channel.read(ByteBuffer.wrap(in, to - from, in.length - to + from));
            if (read < 0) {
                throw new EOFException("the server closed a connection");
            }
            to = to - from + read;
            from = 0;
        }
    }

    /** One thread that keeps as many requests in flight on each of its connections as the window allows. */
    private static final class Fleet {
        private final Selector selector = Selector.open();
        private final int window;

        Fleet(InetSocketAddress address, int connections, int window) throws IOException {
            this.window = window;
            for (int i = 0; i < connections; i++) {
                SocketChannel channel = SocketChannel.open(address);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true).configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, new Lane());
            }
        }

        /** Sends for that time or until so many are sent, whichever is first, and waits for the last answer. */
        Measured drive(Call call, int seconds) throws IOException {
            long[] took = new long[1024];
            long begin = System.nanoTime();
            long sent = 0;
            int done = 0;
            for (SelectionKey key : selector.keys()) {
                sent += send(key, call, sent, window);
            }
            while (done < sent) {
                if (selector.select(PATIENCE) == 0) {
                    throw new IOException("no answer within " + PATIENCE + " ms");
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    Lane lane = (Lane) key.attachment();
                    lane.receive((SocketChannel) key.channel());
                    long now = System.nanoTime();
                    int answered = 0;
                    for (int end; (end = call.answer.end(lane.in, lane.from, lane.to)) >= 0; ) {
                        lane.from = end;
                        took = done < took.length ? took : Arrays.copyOf(took, 2 * done);
                        took[done++] = now - lane.started.remove();
                        answered++;
                    }
                    sent += send(key, call, sent, now - begin < seconds * 1_000_000_000L ? answered : 0);
                }
                selector.selectedKeys().clear();
            }
            double elapsed = (System.nanoTime() - begin) / 1e9;
            Arrays.sort(took, 0, done);
            return new Measured(done / elapsed, took[done / 2] / 1e6, took[(int) (done * 0.99)] / 1e6, done);
        }

        private static long send(SelectionKey key, Call call, long sent, int wanted) throws IOException {
            Lane lane = (Lane) key.attachment();
            long count = Math.min(wanted, call.most - sent);
            for (long n = sent; n < sent + count; n++) {
                lane.out.put(call.request.apply(n));
                lane.started.add(System.nanoTime());
            }
            ((SocketChannel) key.channel()).write(lane.out.flip());
            lane.out.compact();
            key.interestOps(SelectionKey.OP_READ | (lane.out.position() > 0 ? SelectionKey.OP_WRITE : 0));
            return count;
        }
    }

    private void report(Map<String, List<Pair>> results) {
        if (results.isEmpty()) {
            return;
        }
        System.out.printf("%d in flight, %d sessions of %d messages; medians of %d rounds of %d s; Java %d here%n%n",
                concurrency, sessions, HISTORY, rounds, seconds, Runtime.version().feature());
        System.out.println("| operation | REST ops/s | p50 ms | p99 ms | Redis ops/s | p50 ms | p99 ms | ratio |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        results.forEach((name, pairs) -> System.out.printf(
                Locale.ROOT, "| %s | %,.0f | %.2f | %.2f | %,.0f | %.2f | %.2f | %.2f |%n", name,
                median(pairs, pair -> pair.its.perSecond),
                median(pairs, pair -> pair.its.p50),
                median(pairs, pair -> pair.its.p99),
                median(pairs, pair -> pair.other.perSecond),
                median(pairs, pair -> pair.other.p50),
                median(pairs, pair -> pair.other.p99),
                median(pairs, pair -> pair.its.perSecond / pair.other.perSecond)));
    }

    private void reportBatches(Map<String, List<Pair>> results) {
        if (results.isEmpty()) {
            return;
        }
        System.out.printf("%n%d loads: in one batch, and in single calls so many at a time%n%n", BATCH);
        System.out.println("| single calls at a time | single p50 ms | all of them ms | one batch p50 ms | p99 ms | ratio |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: |");
        results.forEach((atATime, pairs) -> System.out.printf(
                Locale.ROOT, "| %s | %.2f | %.2f | %.2f | %.2f | %.2f |%n", atATime,
                median(pairs, pair -> pair.other.p50),
                median(pairs, pair -> 1e3 * BATCH / pair.other.perSecond),
                median(pairs, pair -> pair.its.p50),
                median(pairs, pair -> pair.its.p99),
                median(pairs, pair -> pair.other.perSecond / BATCH / pair.its.perSecond)));
    }

    private static double median(List<Pair> pairs, ToDoubleFunction<Pair> figure) {
        double[] sorted = pairs.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    /** Made-up conversation of a usual size: messages of about 136 bytes, a state of about 240. All of it is ASCII. */
    private static final class Texts {
        static final String MEMBER = "stage_2_completion";
        static final String VALUE = "{\"goal_stated\":true,\"hypothesis\":false,\"attempts\":1,\"score\":0.75}";
        static final String STATE = "{\"current_stage\":\"stage_2\",\"locale\":\"en-GB\",\"stage_1_completion\":"
                + "{\"goal_stated\":true,\"materials\":[\"scale\"],\"score\":1.0},\"" + MEMBER + "\":" + VALUE + "}";
        static final String STATE_WORDS = "current_stage|\"stage_2\"|locale|\"en-GB\"|stage_1_completion|"
                + "{\"goal_stated\":true,\"materials\":[\"scale\"],\"score\":1.0}|" + MEMBER + "|" + VALUE;
        private static final String[] WORDS = ("the of which table river model first shows value after water before "
                + "compare question answer measured maybe because we it depends result lower twice explain").split(" ");
        private final Random random = new Random(1);

        String said() {
            IntStream words = random.ints(14 + random.nextInt(12), 0, WORDS.length);
            return words.mapToObj(word -> WORDS[word]).collect(Collectors.joining(" ", "So ", "."));
        }

        String message() {
            return "{\"role\":\"user\",\"content\":\"" + said() + "\"}";
        }

        String messages(String between) {
            return Stream.generate(this::message).limit(HISTORY).collect(Collectors.joining(between));
        }
    }
}
