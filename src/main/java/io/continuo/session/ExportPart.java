package io.continuo.session;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.CaptureSession.Captured;
import io.continuo.model.ContinuoException;
import io.continuo.model.Document;
import io.continuo.model.DocumentKey;
import io.continuo.model.DocumentOwner;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;

/** One part of an export, small enough for a line. */
public sealed interface ExportPart {

    /** A session with the beginning of its history; the rest follows. One that begins once more makes up for the first. */
    record OfSession(SessionKey session, Captured captured) implements ExportPart {}

    /** More of the history of the session before, from the given seq on. */
    record OfMessages(SessionKey session, long from, List<JsonText> messages) implements ExportPart {}

    /**
     * A document.
     *
     * @param sessionCreatedAt see {@link io.continuo.model.RestoreDocument}
     * @param user see {@link io.continuo.model.RestoreDocument}
     */
    record OfDocument(
            DocumentKey key,
            Document document,
            @Nullable Instant sessionCreatedAt,
            @Nullable UserId user) implements ExportPart {}

    /** Something that cannot be exported. */
    record Unreadable(DocumentOwner owner, ContinuoException failure) implements ExportPart {}

    /** All before this has been exported; from here one can go on. */
    record Checkpoint(ExportScope.Place place) implements ExportPart {}
}
