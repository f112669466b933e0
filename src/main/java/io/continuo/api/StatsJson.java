package io.continuo.api;

import java.util.Locale;

import jakarta.ws.rs.core.Response.Status;

import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonWriter;
import io.continuo.model.Removed;
import io.continuo.ops.cleanup.CleanupReport;
import io.continuo.ops.stats.Stats;
import io.continuo.store.Timestamps;
import io.continuo.store.layer.Figures;

/** The answer of {@code /api/v1/stats}. */
final class StatsJson {

    private StatsJson() {}

    static RestResponse<byte[]> stats(Stats.Report report) {
        JsonWriter out = new JsonWriter(2048).beginObject().member("scope", "replica");
        sessions(out, report.sessions());
        figures(out, report.figures());
        out.name("bytes")
                .beginObject()
                .member("plain", report.bytes().plain())
                .member("stored", report.bytes().stored())
                .endObject();
        out.name("journal")
                .beginObject()
                .member("entries", report.journal().entries())
                .member("bytes", report.journal().bytes())
                .endObject();
        cleanup(out, report.cleanup());
        return Answers.json(Status.OK, out.endObject().toBytes()).build();
    }

    /** What was taken out, by kind. */
    static void removed(JsonWriter out, String name, Removed removed) {
        out.name(name)
                .beginObject()
                .member("sessions", removed.sessions())
                .member("expired_sessions", removed.expiredSessions())
                .member("messages", removed.messages())
                .member("documents", removed.documents())
                .member("index_entries", removed.entries())
                .endObject();
    }

    private static void sessions(JsonWriter out, Stats.@Nullable Sessions sessions) {
        out.name("sessions").beginObject();
        count(out, "5m", sessions == null ? null : sessions.fiveMinutes());
        count(out, "1h", sessions == null ? null : sessions.hour());
        count(out, "24h", sessions == null ? null : sessions.day());
        count(out, "total", sessions == null ? null : sessions.total());
        out.endObject();
    }

    private static void count(JsonWriter out, String name, @Nullable Long count) {
        out.name(name);
        if (count == null) {
            out.nullValue();
        } else {
            out.value(count);
        }
    }

    private static void figures(JsonWriter out, Figures figures) {
        out.name("operations").beginObject().member("total", figures.operations());
        out.name("per_second").value(rounded(figures.perSecond())).endObject();
        out.member("hits", figures.hits()).member("misses", figures.misses()).name("hit_rate");
        Double hitRate = figures.hitRate();
        if (hitRate == null) {
            out.nullValue();
        } else {
            out.value(rounded(hitRate));
        }
        out.name("errors").beginObject();
        figures.errors().forEach(out::member);
        out.endObject().name("latency_ms").beginObject();
        figures.latencies().forEach((operation, latency) -> {
            out.name(operation).beginObject();
            out.name("avg").value(rounded(latency.averageMillis()));
            out.name("p99").value(rounded(latency.p99Millis())).endObject();
        });
        out.endObject();
    }

    private static void cleanup(JsonWriter out, @Nullable CleanupReport last) {
        out.name("cleanup");
        if (last == null) {
            out.nullValue();
            return;
        }
        out.beginObject()
                .member("started_at", Timestamps.format(last.startedAt()))
                .member("duration_ms", last.duration().toMillis())
                .member("outcome", last.outcome().name().toLowerCase(Locale.ROOT))
                .member("namespaces", last.namespaces())
                .member("examined", last.examined());
        removed(out, "removed", last.removed());
        out.endObject();
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
