import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.*;
import java.net.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;

/**
 * Measures what the rates of callers let through, and what they cost. README.md says how to run it and what the figures
 * mean.
 */
public final class Rates {
    private static final String LIMITED = key("CONTINUO_KEY");
    private static final String FREE = key("CONTINUO_FREE_KEY");
    private static final int BEGINNING = 4; // seconds in which what was full at first is spent
    private static final String SESSION = "bench-rates";

    private final Map<String, String> options = new HashMap<>(Map.of(
            "--urls", "http://127.0.0.1:8090", "--rate", "0", "--seconds", "10", "--rounds", "9", "--concurrency", "16"));

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
        flood(urls, LIMITED, "HEAD", BEGINNING);
        System.out.println("| replicas | rate | let through a second | of the rate | refused a second |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: |");
        for (int round = 0; round < number("--rounds"); round++) {
            Count count = flood(urls, LIMITED, "HEAD", number("--seconds"));
            System.out.printf(Locale.ROOT, "| %d | %,d | %,.1f | %.3f | %,.0f |%n",
                    urls.size(), rate, count.perSecond(), count.perSecond() / rate, count.refused / count.seconds);
        }
    }

    /** The same requests by a key with a limit that is never reached and by one without, in turn. */
    private void cost(URI url) throws Exception {
        System.out.println("| operation | without a limit, ops/s | with one, ops/s | ratio, median of rounds | least | most |");
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: |");
        for (String operation : List.of("HEAD", "GET", "POST")) {
            flood(List.of(url), FREE, operation, 2 * number("--seconds"));
            flood(List.of(url), LIMITED, operation, 2 * number("--seconds"));
            List<Double> free = new ArrayList<>(), limited = new ArrayList<>(), ratios = new ArrayList<>();
            for (int round = 0; round < number("--rounds"); round++) {
                // The order changes, and each of the one lies between two of the other.
                boolean freeFirst = round % 2 == 0;
                double first = unrefused(url, freeFirst ? FREE : LIMITED, operation);
                double second = unrefused(url, freeFirst ? LIMITED : FREE, operation);
                free.add(freeFirst ? first : second);
                limited.add(freeFirst ? second : first);
                ratios.add(limited.get(round) / free.get(round));
            }
            Collections.sort(ratios);
            System.out.printf(Locale.ROOT, "| %s | %,.0f | %,.0f | %.3f | %.3f | %.3f |%n", operation, median(free),
                    median(limited), median(ratios), ratios.get(0), ratios.get(ratios.size() - 1));
        }
    }

    private double unrefused(URI url, String key, String operation) throws Exception {
        Count count = flood(List.of(url), key, operation, number("--seconds"));
        if (count.refused > 0) {
            throw new IllegalStateException(count.refused + " were refused: the limit is too low to measure its cost");
        }
        return count.perSecond();
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
        boolean head = request[0] == 'H';
        long letIn = 0, refused = 0;
        long begin = System.nanoTime(), end = begin + seconds * 1_000_000_000L;
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), 65_536);
            while (System.nanoTime() < end) {
                socket.getOutputStream().write(request);
                int status = answer(in, head);
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

    /** Reads an answer to its end and gives its status. */
    private static int answer(InputStream in, boolean head) throws IOException {
        int status = Integer.parseInt(line(in).substring(9, 12));
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).trim());
            }
        }
        if (!head) {
            in.skipNBytes(length);
        }
        return status;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }
}
