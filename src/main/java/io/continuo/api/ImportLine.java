package io.continuo.api;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.continuo.api.problem.InvalidRequest;
import io.continuo.json.JsonText;
import io.continuo.model.DocumentKey;
import io.continuo.model.SessionImage;
import io.continuo.model.SessionKey;
import io.continuo.model.UserId;
import io.continuo.session.ImportedMessage;

/** What a line of an import says. */
sealed interface ImportLine {

    /** A session with the beginning of its history. */
    record OfSession(SessionKey key, SessionImage image, List<ImportedMessage> messages) implements ImportLine {}

    /** More of the history of the session before. */
    record OfMessages(SessionKey key, List<ImportedMessage> messages) implements ImportLine {}

    /** A document; see {@link io.continuo.model.RestoreDocument}. */
    record OfDocument(
            DocumentKey key,
            JsonText body,
            long version,
            Instant updatedAt,
            @Nullable Instant expiresAt,
            @Nullable Instant sessionCreatedAt,
            @Nullable UserId user)
            implements ImportLine {}

    /** A header, or a checkpoint. */
    record Nothing() implements ImportLine {}

    /** The end of an export that is whole. */
    record End() implements ImportLine {}

    /** None that can be understood. */
    record Bad(InvalidRequest cause) implements ImportLine {}
}
