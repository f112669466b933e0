package io.continuo.api.http;

import java.util.List;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

import io.continuo.api.problem.InvalidRequest;
import io.continuo.api.problem.Problem;

/**
 * Refuses requests of which this server and a proxy before it could have different opinions: where they end, and whom they are
 * for (RFC 9112, 3.2 and 6). Nothing after such a request on its connection is to be taken for another one. A head that cannot
 * be read at all, two lengths or a length beside a coding among it, is refused by the server itself. A coding that is not known
 * is 400 as well, and not the 501 that the RFC would like: no request causes a 5xx by what it says.
 */
final class FramingRules {

    private static final String HOST = "Host";
    private static final String CODING = "Transfer-Encoding";

    private FramingRules() {}

    /** What is ambiguous about the request, null when nothing is. */
    static @Nullable Problem refusal(HttpServerRequest request) {
        List<String> hosts = request.headers().getAll(HOST);
        if (hosts.isEmpty()) {
            return request.version() == HttpVersion.HTTP_1_0 ? coding(request) : problem(HOST, "is missing");
        }
        if (hosts.size() > 1) {
            return problem(HOST, "is there more than once");
        }
        if (request.authority() == null && !hosts.get(0).isEmpty()) {
            return problem(HOST, "is not a host with or without a port");
        }
        return namesAnother(request.uri(), hosts.get(0))
                ? problem(HOST, "is another one than that of the request's target")
                : coding(request);
    }

    private static boolean namesAnother(String target, String host) {
        int scheme = target.indexOf("://");
        // In a target of the usual form, a path and a query, it is a part of these.
        if (target.startsWith("/") || scheme < 0) {
            return false;
        }
        return !target.substring(scheme + 3).split("[/?#]", 2)[0].equalsIgnoreCase(host);
    }

    /** Only chunks are decoded; another coding would be content to us and framing to somebody else. */
    private static @Nullable Problem coding(HttpServerRequest request) {
        if (request.headers().contains("")) {
            return problem("headers", "one of them has no name");
        }
        List<String> codings = request.headers().getAll(CODING);
        return codings.isEmpty() || (codings.size() == 1 && "chunked".equalsIgnoreCase(codings.get(0)))
                ? null
                : problem(CODING, "must be chunked and nothing else");
    }

    private static Problem problem(String header, String detail) {
        return InvalidRequest.of(header, detail).problem();
    }
}
