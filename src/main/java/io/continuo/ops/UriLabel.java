package io.continuo.ops;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import org.jspecify.annotations.Nullable;

/**
 * The {@code uri} label of the HTTP server's meters: the template of the resource that answered, never a path with an id
 * in it. Quarkus takes the raw path where no resource was reached (a refusal before routing, 405), each of them a series
 * of its own, and stops measuring new ones after a hundred. A request that its caller cut off is measured where a template
 * is known only: its label can be refused, not replaced.
 */
@Singleton
public final class UriLabel implements HttpServerMetricsTagsContributor, MeterFilter {

    private static final List<String> OPERATING = List.of("/health", "/metrics", "/openapi", "/swagger-ui");

    /** Those that have answered; as many as there are resources. */
    private final Set<String> templates = ConcurrentHashMap.newKeySet();

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return id.getName().equals("http.server.requests")
                        && "RESET".equals(id.getTag("status"))
                        && !templates.contains(String.valueOf(id.getTag("uri")))
                ? MeterFilterReply.DENY
                : MeterFilterReply.NEUTRAL;
    }

    @Override
    public Tags contribute(Context context) {
        return Tags.of("uri", label(context.request(), context.response().statusCode()));
    }

    private String label(HttpServerRequest request, int status) {
        String template = template(request);
        if (template == null) {
            return withoutTemplate(request.path(), status);
        }
        templates.add(template);
        return template;
    }

    /** Where Quarkus REST leaves the template for the meters of Quarkus. */
    private static @Nullable String template(HttpServerRequest request) {
        return request instanceof HttpServerRequestInternal internal
                ? internal.context().getLocal("UrlPathTemplate")
                : null;
    }

    private static String withoutTemplate(@Nullable String path, int status) {
        if (status == 404 || path == null) {
            return "NOT_FOUND";
        }
        return OPERATING.stream()
                .filter(root -> path.equals(root) || path.startsWith(root + "/"))
                .findFirst()
                .orElse("UNMATCHED");
    }
}
