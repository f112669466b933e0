package io.continuo.api.http;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

import io.continuo.api.problem.FieldError;
import io.continuo.api.problem.Problem;
import io.continuo.api.problem.ProblemType;

/**
 * What holds for every request of the API, whatever its resource: bodies are UTF-8 as they are, and a query parameter that
 * is there says something. Quarkus REST would take an empty one for none, and give a list of everything.
 */
final class RequestRules {

    private static final Pattern CHARSET =
            Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\\s\";]*)", Pattern.CASE_INSENSITIVE);

    private RequestRules() {}

    /** What is wrong with the request, null when nothing is. */
    static @Nullable Problem refusal(HttpServerRequest request, boolean hasBody) {
        // What clients say of a body that they do not send is of no interest.
        Problem problem = hasBody ? body(request) : null;
        return problem == null ? query(request.query()) : problem;
    }

    private static @Nullable Problem body(HttpServerRequest request) {
        String coding = request.getHeader("Content-Encoding");
        if (coding != null && !"identity".equals(coding.toLowerCase(Locale.ROOT))) {
            return Problem.of(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, without a Content-Encoding.");
        }
        String type = request.getHeader("Content-Type");
        return type == null || isUtf8(type)
                ? null
                : Problem.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send the body in UTF-8.");
    }

    private static boolean isUtf8(String mediaType) {
        Matcher charset = CHARSET.matcher(mediaType);
        try {
            return !charset.find() || Charset.forName(charset.group(1)).equals(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable Problem query(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return null;
        }
        try {
            for (Map.Entry<String, List<String>> parameter :
                    new QueryStringDecoder(query, false).parameters().entrySet()) {
                if (parameter.getValue().contains("")) {
                    return invalid(parameter.getKey(), "is empty");
                }
            }
            return null;
        } catch (IllegalArgumentException e) {
            return invalid("query", "its percent-encoding is broken");
        }
    }

    private static Problem invalid(String parameter, String detail) {
        return Problem.of(ProblemType.INVALID_REQUEST, parameter + ": " + detail)
                .withErrors(List.of(new FieldError(parameter, detail)));
    }
}
