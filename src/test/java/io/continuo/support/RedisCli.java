package io.continuo.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * A blocking client (RESP2) of one server on this host: one connection, opened by the first command and again by the next
 * one after a failure. Commands of several threads take turns.
 *
 * <p>Arguments are byte arrays, or anything else by its {@code toString()} in UTF-8. Failures of the connection, silence
 * longer than the timeout among them, are {@link UncheckedIOException}; nothing is sent twice.
 */
public final class RedisCli implements AutoCloseable {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private final int port;
    private final @Nullable String password;
    private final Duration timeout;
    private @Nullable Connection connection;

    public RedisCli(int port) {
        this(port, null, DEFAULT_TIMEOUT);
    }

    public RedisCli(int port, @Nullable String password) {
        this(port, password, DEFAULT_TIMEOUT);
    }

    public RedisCli(int port, @Nullable String password, Duration timeout) {
        this.port = port;
        this.password = password;
        this.timeout = timeout;
    }

    /**
     * The answer as String (UTF-8), Long, List of these, or null.
     *
     * @throws RedisErrorReply when the answer is an error; one inside a list is an element of it
     */
    public @Nullable Object command(String... arguments) {
        return decoded(send((Object[]) arguments));
    }

    /** Like {@link #command(String...)}, for arguments of other kinds. */
    public @Nullable Object command(Object... arguments) {
        return decoded(send(arguments));
    }

    /** The answer to a command that gives a string. */
    public String text(Object... arguments) {
        return (String) Objects.requireNonNull(decoded(send(arguments)));
    }

    /** The answer to a command that gives an integer. */
    public long number(Object... arguments) {
        return (Long) Objects.requireNonNull(send(arguments));
    }

    /** The answer to a command that gives a list of strings. */
    public List<String> texts(Object... arguments) {
        return ((List<?>) Objects.requireNonNull(decoded(send(arguments))))
                .stream().map(String.class::cast).toList();
    }

    /** The fields of a hash with their values; empty where there is none. */
    public Map<String, String> fields(String key) {
        List<String> flat = texts("HGETALL", key);
        Map<String, String> fields = new TreeMap<>();
        for (int i = 0; i < flat.size(); i += 2) {
            fields.put(flat.get(i), flat.get(i + 1));
        }
        return fields;
    }

    /** The undecoded answer to a command that gives a string or null. */
    public byte @Nullable [] bytes(Object... arguments) {
        return (byte[]) send(arguments);
    }

    @Override
    public synchronized void close() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            open.close();
        }
    }

    private synchronized @Nullable Object send(Object... arguments) {
        try {
            Connection open = connection;
            if (open == null) {
                open = Connection.open(port, timeout);
                connection = open;
                if (password != null) {
                    failed(open.exchange("AUTH", password));
                }
            }
            return failed(open.exchange(arguments));
        } catch (IOException e) {
            close();
            throw new UncheckedIOException("Redis on port " + port + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable Object failed(@Nullable Object reply) {
        if (reply instanceof RedisErrorReply error) {
            throw error;
        }
        return reply;
    }

    private static @Nullable Object decoded(@Nullable Object reply) {
        if (reply instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (reply instanceof List<?> list) {
            List<@Nullable Object> elements = new ArrayList<>();
            list.forEach(element -> elements.add(decoded(element)));
            return elements;
        }
        return reply;
    }

    private record Connection(Socket socket, InputStream in) {

        static Connection open(int port, Duration timeout) throws IOException {
            Socket socket = new Socket();
            try {
                int millis = Math.toIntExact(timeout.toMillis());
                socket.setSoTimeout(millis);
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), millis);
                return new Connection(socket, new BufferedInputStream(socket.getInputStream()));
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        }

        @Nullable
        Object exchange(Object... arguments) throws IOException {
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(utf8("*" + arguments.length + "\r\n"));
            for (Object argument : arguments) {
                byte[] bytes = argument instanceof byte[] raw ? raw : utf8(argument.toString());
                request.writeBytes(utf8("$" + bytes.length + "\r\n"));
                request.writeBytes(bytes);
                request.writeBytes(utf8("\r\n"));
            }
            socket.getOutputStream().write(request.toByteArray());
            return reply();
        }

        private @Nullable Object reply() throws IOException {
            String line = line();
            String rest = line.substring(1);
            return switch (line.charAt(0)) {
                case '+' -> utf8(rest);
                case '-' -> new RedisErrorReply(rest);
                case ':' -> Long.valueOf(rest);
                case '$' -> rest.equals("-1") ? null : bulk(Integer.parseInt(rest));
                case '*' -> rest.equals("-1") ? null : list(Integer.parseInt(rest));
                default -> throw new IOException("Not an answer of Redis");
            };
        }

        private byte[] bulk(int length) throws IOException {
            byte[] bytes = in.readNBytes(length);
            if (in.readNBytes(2).length < 2) {
                throw new EOFException("Closed by the server");
            }
            return bytes;
        }

        private List<@Nullable Object> list(int length) throws IOException {
            List<@Nullable Object> elements = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                elements.add(reply());
            }
            return elements;
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int next = in.read(); next != '\r'; next = in.read()) {
                if (next < 0) {
                    throw new EOFException("Closed by the server");
                }
                line.write(next);
            }
            if (in.read() != '\n' || line.size() == 0) {
                throw new IOException("Not an answer of Redis");
            }
            return line.toString(StandardCharsets.UTF_8);
        }

        void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
