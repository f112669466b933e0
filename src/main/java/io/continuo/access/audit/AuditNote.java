package io.continuo.access.audit;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.AccessRole;
import io.continuo.model.DocumentName;
import io.continuo.model.DocumentOwner;
import io.continuo.model.SessionKey;
import io.continuo.model.UserKey;
import io.continuo.model.Versions;

/** What becomes known of a call on its way to its answer, for the line that it gets. For one call, whose stages follow each other. */
public final class AuditNote {

    private final Map<String, JsonText> members = new LinkedHashMap<>(4);
    private @Nullable String call;
    private @Nullable AccessRole needed;
    private @Nullable Versions versions;
    private @Nullable Long currentVersion;
    private @Nullable String problem;

    /** Which call it is, and which role it needs. */
    public void call(String name, AccessRole role) {
        call = name;
        needed = role;
    }

    /** Whom or what it is about. */
    public void about(DocumentOwner owner) {
        if (owner instanceof SessionKey session) {
            about("session_id", session.id().value());
        } else if (owner instanceof UserKey user) {
            about("user_id", user.id().value());
        }
    }

    public void about(DocumentName document) {
        about("type", document.type());
        about("key", document.key());
    }

    public void about(String name, String value) {
        members.put(name, JsonText.ofString(value));
    }

    /** Something else that is to be said: a count, a receipt. */
    public void add(String name, JsonText value) {
        members.put(name, value);
    }

    /** What it changed. */
    public void changed(Versions outcome) {
        versions = outcome;
    }

    /**
     * Why it changed nothing, or may have.
     *
     * @param version that of the thing as it is, null where it is not known
     */
    public void failed(String name, @Nullable Long version) {
        problem = name;
        currentVersion = version;
    }

    /** Which call it is; null as long as that is not known. */
    public @Nullable String call() {
        return call;
    }

    /** What the call needs; null as long as it is not known. */
    public @Nullable AccessRole needed() {
        return needed;
    }

    /** The rest of the line. */
    void write(AuditEntry entry, @Nullable Integer status) {
        members.forEach(entry::with);
        entry.with("status", status == null ? null : Long.valueOf(status)).with("problem", problem);
        Versions outcome = versions;
        if (outcome == null) {
            entry.with("version_before", currentVersion);
            return;
        }
        entry.with("version_before", outcome.versionBefore()).with("version_after", outcome.versionAfter());
        if (outcome.replayed()) {
            entry.with("replayed", true);
        }
    }
}
