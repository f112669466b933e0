import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.*;
import java.net.*;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.concurrent.atomic.*;
import java.util.stream.*;

/**
 * Measures what the rates of callers let through, and what they cost. README.md says how to run it and what the figures
 * mean.
 */
public final class Rates {
    private static final String LIMITED = key("CONTINUO_KEY");
    private static final String FREE = key("CONTINUO_FREE_KEY");
    private static final int BEGINNING = 4; // seconds; as often as it takes until most requests are refused
    private static final String SESSION = "bench-rates";
    private static final int SLICE_MILLIS = 500;

    private final Map<String, String> options = new HashMap<>(Map.of(
            "--urls", "http://127.0.0.1:8090", "--rate", "0", "--seconds", "10", "--rounds", "9", "--concurrency", "16", "--pid", "0"));

    /** What came of the requests of one round. */
    private record Count(long letIn, long refused, double seconds) {
        double perSecond() {
            return letIn / seconds;
        }

        Count plus(Count other) {
            return new Count(letIn + other.letIn, refused + other.refused, Math.max(seconds, other.seconds));
        }
    }

    public static void main(String[] args) throws Exception {
        new Rates(args).measure();
    }

    private Rates(String[] args) {
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length || options.replace(args[i], args[i + 1]) == null) {
                throw new IllegalArgumentException("unknown option, or one without a value: " + args[i]);
            }
        }
    }

    private static String key(String name) {
        return System.getenv().getOrDefault(name, "none");
    }

    private int number(String name) {
        return Integer.parseInt(options.get(name));
    }

    private void measure() throws Exception {
        List<URI> urls = Stream.of(options.get("--urls").split(",")).map(URI::create).toList();
        for (URI url : urls) {
            if (!InetAddress.getByName(url.getHost()).isLoopbackAddress()) {
                throw new IllegalArgumentException(url + " is not on this machine");
            }
        }
        if (number("--rate") > 0) {
            kept(urls, number("--rate"));
        } else {
            cost(urls.get(0));
        }
    }

    /** What all of them together let through of far more than the rate. */
    private void kept(List<URI> urls, int rate) throws Exception {
        while (true) {
            Count count = flood(urls, LIMITED, "HEAD", BEGINNING);
            if (count.refused > count.letIn) {
                break;
            }
        }
        System.out.println("| replicas | rate | let through a second | of the rate | refused a second |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: |");
        for (int round = 0; round < number("--rounds"); round++) {
            Count count = flood(urls, LIMITED, "HEAD", number("--seconds"));
            System.out.printf(Locale.ROOT, "| %d | %,d | %,.1f | %.3f | %,.0f |%n",
                    urls.size(), rate, count.perSecond(), count.perSecond() / rate, count.refused / count.seconds);
        }
    }

    /**
     * The same requests by a key with a limit that is never reached and by one without, in slices of time that take turns, so
     * that both of a pair meet the same machine.
     */
    private void cost(URI url) throws Exception {
        System.out.println("| operation | without a limit, ops/s | with one, ops/s | ratio, median of pairs | quartiles | pairs"
                + " | CPU of a request without, µs | with | without / with |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (String operation : List.of("HEAD", "GET", "POST")) {
            int pairs = number("--seconds") * number("--rounds") * 500 / SLICE_MILLIS;
            slices(url, operation, Math.max(2, pairs / 4), new long[0]);
            long[] cpu = new long[2 * pairs + 1];
            long[] counts = slices(url, operation, pairs, cpu);
            List<Double> free = new ArrayList<>(), limited = new ArrayList<>(), ratios = new ArrayList<>();
            for (int pair = 0; pair < pairs; pair++) {
                // The last slice waits for its last answers, and a pair may begin with either.
                int first = isLimited(2 * pair) ? 1 : 0;
                free.add(counts[2 * pair + first] * 1000.0 / SLICE_MILLIS);
                limited.add(counts[2 * pair + 1 - first] * 1000.0 / SLICE_MILLIS);
                ratios.add(limited.get(pair) / free.get(pair));
            }
            Collections.sort(ratios);
            double without = cpuMicros(counts, cpu, false), with = cpuMicros(counts, cpu, true);
            System.out.printf(Locale.ROOT, "| %s | %,.0f | %,.0f | %.3f | %.3f, %.3f | %d | %.1f | %.1f | %.3f |%n",
                    operation, median(free), median(limited), median(ratios), ratios.get(pairs / 4),
                    ratios.get(3 * pairs / 4), pairs, without, with, without / with);
        }
    }

    /** What the service's process spent on a request of the one kind or the other; NaN where it was not named. */
    private static double cpuMicros(long[] counts, long[] cpu, boolean limited) {
        long nanos = 0, requests = 0;
        for (int slice = 0; slice < counts.length; slice++) {
            nanos += isLimited(slice) == limited ? cpu[slice + 1] - cpu[slice] : 0;
            requests += isLimited(slice) == limited ? counts[slice] : 0;
        }
        return nanos == 0 ? Double.NaN : nanos / 1e3 / requests;
    }

    /** Notes at each end of a slice how much time of a processor the service has had. */
    private Void watch(long begin, long[] cpu) throws InterruptedException {
        Optional<ProcessHandle> service = ProcessHandle.of(number("--pid"));
        for (int slice = 0; slice < cpu.length && service.isPresent(); slice++) {
            long end = begin + slice * SLICE_MILLIS * 1_000_000L;
            TimeUnit.NANOSECONDS.sleep(end - System.nanoTime());
            cpu[slice] = service.get().info().totalCpuDuration().map(Duration::toNanos).orElse(0L);
        }
        return null;
    }

    /** One without, two with, two without: neither is always the first. */
    private static boolean isLimited(int slice) {
        return slice % 4 == 1 || slice % 4 == 2;
    }

    /** How many requests were answered in each slice. */
    private long[] slices(URI url, String operation, int pairs, long[] cpu) throws Exception {
        byte[] limited = request(LIMITED, operation), free = request(FREE, operation);
        AtomicLongArray counts = new AtomicLongArray(2 * pairs);
        ExecutorService pool = Executors.newFixedThreadPool(number("--concurrency") + 1);
        try {
            long begin = System.nanoTime();
            List<Callable<Void>> callers = new ArrayList<>(List.of(() -> watch(begin, cpu)));
            for (int i = 0; i < number("--concurrency"); i++) {
                callers.add(() -> {
                    slices(url, begin, limited, free, counts);
                    return null;
                });
            }
            for (Future<Void> done : pool.invokeAll(callers)) {
                done.get();
            }
        } finally {
            pool.shutdown();
        }
        return IntStream.range(0, 2 * pairs).mapToLong(counts::get).toArray();
    }

    private static void slices(URI url, long begin, byte[] limited, byte[] free, AtomicLongArray counts)
            throws IOException {
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setTcpNoDelay(true);
            Answers answers = new Answers(socket.getInputStream(), free[0] == 'H');
            while (true) {
                int slice = (int) ((System.nanoTime() - begin) / (SLICE_MILLIS * 1_000_000L));
                if (slice >= counts.length()) {
                    return;
                }
                socket.getOutputStream().write(isLimited(slice) ? limited : free);
                int status = answers.next();
                if (status / 100 != 2 && status != 404) {
                    throw new IOException("answered " + status + ": the limit is too low to measure its cost");
                }
                counts.incrementAndGet(slice);
            }
        }
    }

    private static double median(List<Double> of) {
        return of.stream().sorted().toList().get(of.size() / 2);
    }

    private Count flood(List<URI> urls, String key, String operation, int seconds) throws Exception {
        int each = number("--concurrency");
        ExecutorService pool = Executors.newFixedThreadPool(each * urls.size());
        try {
            List<Callable<Count>> callers = new ArrayList<>();
            byte[] request = request(key, operation);
            for (int i = 0; i < each; i++) {
                for (URI url : urls) {
                    callers.add(() -> flood(url, request, seconds));
                }
            }
            Count sum = new Count(0, 0, 0);
            for (Future<Count> count : pool.invokeAll(callers)) {
                sum = sum.plus(count.get());
            }
            return sum;
        } finally {
            pool.shutdown();
        }
    }

    private static byte[] request(String key, String operation) {
        String body = operation.equals("POST")
                ? "{\"session_id\":\"" + SESSION + "\",\"user_input\":\"Hello\",\"history\":10}"
                : "";
        String path = operation.equals("POST") ? "/api/v1/input" : "/api/v1/sessions/" + SESSION;
        return (operation + " " + path + " HTTP/1.1\r\nHost: bench\r\nX-API-Key: " + key
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(ISO_8859_1);
    }

    /** One request after the other on one connection. */
    private static Count flood(URI url, byte[] request, int seconds) throws IOException {
        long letIn = 0, refused = 0;
        long begin = System.nanoTime(), end = begin + seconds * 1_000_000_000L;
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setTcpNoDelay(true);
            Answers answers = new Answers(socket.getInputStream(), request[0] == 'H');
            while (System.nanoTime() < end) {
                socket.getOutputStream().write(request);
                int status = answers.next();
                if (status == 429) {
                    refused++;
                } else if (status / 100 == 2 || status == 404) {
                    letIn++;
                } else {
                    throw new IOException("answered " + status);
                }
            }
        }
        return new Count(letIn, refused, (System.nanoTime() - begin) / 1e9);
    }

    /** Reads answers, each whole before the next request: what a client costs is not to be measured. */
    private static final class Answers {
        private final byte[] bytes = new byte[65_536];
        private final InputStream in;
        private final boolean head;

        Answers(InputStream in, boolean head) {
            this.in = in;
            this.head = head;
        }

        /** The status of the next one. */
        int next() throws IOException {
            int read = 0, end = -1;
            while (end < 0 || read < end) {
                int more = in.read(bytes, read, bytes.length - read);
                if (more <= 0) {
                    throw new EOFException("the connection ended, or an answer is too long");
                }
                read += more;
                end = end < 0 ? end(read) : end;
            }
            return (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0';
        }

        /** Where the answer ends, -1 as long as its header is not there whole. */
        private int end(int read) {
            int length = 0;
            for (int at = 0, line = 0; at + 1 < read; at++) {
                if (bytes[at] == '\r' && bytes[at + 1] == '\n') {
                    if (at == line) {
                        return at + 2 + (head ? 0 : length);
                    }
                    // No other field that is sent begins like this.
                    if ((bytes[line] | 32) == 'c' && (bytes[line + 8] | 32) == 'l') {
                        length = Integer.parseInt(new String(bytes, line + 15, at - line - 15, ISO_8859_1).trim());
                    }
                    line = at + 2;
                }
            }
            return -1;
        }
    }
}
