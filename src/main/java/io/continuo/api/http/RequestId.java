package io.continuo.api.http;

import com.github.f4b6a3.uuid.UuidCreator;
import io.vertx.ext.web.RoutingContext;
import org.jboss.logging.MDC;

/** The id under which a request is found again in logs, problems and the caller's own records. */
public final class RequestId {

    public static final String HEADER = "X-Request-Id";

    private static final String KEY = "request_id";
    private static final int MAX_LENGTH = 128;

    private RequestId() {}

    /** Takes the caller's id where it is one, else makes one; from here on every log line of the request has it. */
    static String begin(RoutingContext context) {
        String sent = context.request().getHeader(HEADER);
        String id = sent != null && isValid(sent)
                ? sent
                : UuidCreator.getTimeOrderedEpoch().toString();
        context.put(KEY, id);
        MDC.put(KEY, id);
        return id;
    }

    public static String of(RoutingContext context) {
        String id = context.get(KEY);
        return id == null ? "" : id;
    }

    private static boolean isValid(String id) {
        return !id.isEmpty()
                && id.length() <= MAX_LENGTH
                && id.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '\\');
    }
}
