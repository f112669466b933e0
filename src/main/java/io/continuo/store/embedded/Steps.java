package io.continuo.store.embedded;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.json.MergePatch;
import io.continuo.model.AppendMessages;
import io.continuo.model.Appended;
import io.continuo.model.ClearHistory;
import io.continuo.model.ContinuoException.IdempotencyKeyReused;
import io.continuo.model.ContinuoException.LimitExceeded;
import io.continuo.model.ContinuoException.SessionExists;
import io.continuo.model.ContinuoException.SessionNotFound;
import io.continuo.model.ContinuoException.StoredValueUnreadable;
import io.continuo.model.ContinuoException.VersionConflict;
import io.continuo.model.CreateSession;
import io.continuo.model.DeleteSession;
import io.continuo.model.Late;
import io.continuo.model.Once;
import io.continuo.model.Origin;
import io.continuo.model.PatchSession;
import io.continuo.model.Precondition;
import io.continuo.model.PutSession;
import io.continuo.model.Room;
import io.continuo.model.SessionChange;
import io.continuo.model.SessionId;
import io.continuo.model.SessionKey;
import io.continuo.model.SessionPolicy;
import io.continuo.model.SessionWritten;
import io.continuo.model.TouchSession;
import io.continuo.model.UserId;
import io.continuo.store.codec.SessionValues;
import io.continuo.store.codec.ValueCodec;

/** The changes of one session, each from its checks to its answer. */
final class Steps {

    private final Tables tables;
    private final ValueCodec codec;
    private final Sessions sessions;
    private final Rings rings;
    private final Views views;

    Steps(Tables tables, ValueCodec codec) {
        this.tables = tables;
        this.codec = codec;
        sessions = new Sessions(tables);
        rings = new Rings(tables);
        views = new Views(tables, codec);
    }

    /** A change of the type {@code R} gives an {@code R}; the switch over its kinds cannot say so to the compiler. */
    Object apply(SessionChange<?> change, Edit edit, long now) {
        SessionKey key = change.session();
        SessionRow row = sessions.livingForChange(edit, key, now);
        checkOwner(key.id(), change.precondition(), row);
        Once once = change.once();
        if (row != null && once != null) {
            Rings.Outcome first = rings.outcome(Keys.session(key), once.key(), now);
            if (first != null) {
                return replay(change, once, first, row);
            }
        }
        checkBase(key.id(), change.precondition(), row, now);
        checkExistenceAndPrecondition(change, row);
        if (change instanceof CreateSession create) {
            return create(create, edit, now);
        } else if (change instanceof PutSession put) {
            return put(put, edit, row, now);
        } else if (change instanceof AppendMessages append) {
            return append(append, edit, row, now);
        }
        SessionRow existing = Objects.requireNonNull(row);
        if (change instanceof PatchSession patch) {
            return patch(patch, edit, existing, now);
        } else if (change instanceof ClearHistory clear) {
            return clear(clear, edit, existing, now);
        } else if (change instanceof TouchSession touch) {
            Step step = new Step(touch, touch.policy(), edit, existing, now);
            return step.finish(true);
        }
        sessions.remove(edit, key, existing, document -> false, now);
        return new DeleteSession.Deleted(existing.version);
    }

    private static void checkExistenceAndPrecondition(SessionChange<?> change, @Nullable SessionRow row) {
        if (row == null) {
            if (!creates(change)) {
                throw new SessionNotFound(change.session().id());
            } else if (change.precondition().wantsExisting()) {
                throw new VersionConflict(null);
            }
        } else if (change instanceof CreateSession) {
            throw new SessionExists(change.session().id(), row.version);
        } else if (!change.precondition().holdsFor(row.version)) {
            throw new VersionConflict(row.version);
        }
    }

    /** A session of another user is none to who may touch those of one only. */
    static void checkOwner(SessionId session, Precondition precondition, @Nullable SessionRow row) {
        if (row != null && !precondition.admits(row.user == null ? null : new UserId(row.user))) {
            throw new SessionNotFound(session);
        }
    }

    /** A session that a late change was made upon and that is gone before it can have expired was deleted. */
    static void checkBase(SessionId session, Precondition precondition, @Nullable SessionRow row, long now) {
        Late late = precondition.late();
        Late.Base base = late == null ? null : late.base();
        if (base != null
                && base.expiresAt().toEpochMilli() > now
                && (row == null || row.createdAt != base.createdAt().toEpochMilli())) {
            throw new SessionNotFound(session);
        }
    }

    private static boolean creates(SessionChange<?> change) {
        return change instanceof CreateSession
                || change instanceof PutSession
                || (change instanceof AppendMessages append && append.create());
    }

    private Object replay(SessionChange<?> change, Once once, Rings.Outcome first, SessionRow row) {
        if (!first.digest().equals(once.digest())) {
            throw new IdempotencyKeyReused();
        }
        SessionKey key = change.session();
        if (change instanceof DeleteSession) {
            return new DeleteSession.Deleted(first.version());
        } else if (change instanceof AppendMessages append) {
            return new AppendStep(tables, codec, rings, append)
                    .replayed(first, views.session(key, row, append.answer().state(), history(append)));
        }
        return new SessionWritten(views.session(key, row, true, null), first.version(), first.created(), false, true);
    }

    private SessionWritten create(CreateSession create, Edit edit, long now) {
        Step step = new Step(create, create.policy(), edit, null, now);
        step.row.ttl = create.ttl() == null ? null : SessionRow.millis(create.ttl());
        step.row.user = value(create.userId());
        step.state.replaceAll(create.state());
        step.metadata(create.metadata(), create.origin());
        return step.finish(true);
    }

    private SessionWritten put(PutSession put, Edit edit, @Nullable SessionRow existing, long now) {
        Step step = new Step(put, put.policy(), edit, existing, now);
        step.row.ttl = put.ttl() == null ? null : SessionRow.millis(put.ttl());
        step.row.user = value(put.userId());
        step.state.replaceAll(put.state());
        step.metadata(put.metadata(), existing == null ? put.origin() : Origin.UNKNOWN);
        return step.finish(true);
    }

    private SessionWritten patch(PatchSession patch, Edit edit, SessionRow row, long now) {
        Step step = new Step(patch, patch.policy(), edit, row, now);
        if (patch.state() != null) {
            step.state.merge(patch.state());
        }
        boolean changed = step.state.changes();
        if (patch.metadata() != null) {
            changed |= step.mergeMetadata(patch.metadata());
        }
        Long ttl = patch.ttl().given()
                ? (patch.ttl().value() == null
                        ? null
                        : (Long) SessionRow.millis(patch.ttl().value()))
                : row.ttl;
        String user = patch.userId().given() ? value(patch.userId().value()) : row.user;
        changed |= !Objects.equals(ttl, row.ttl) || !Objects.equals(user, row.user);
        row.ttl = ttl;
        row.user = user;
        return step.finish(changed);
    }

    private SessionWritten clear(ClearHistory clear, Edit edit, SessionRow row, long now) {
        boolean any = row.firstSeq < row.nextSeq;
        if (any) {
            edit.removeAll(tables.history(), row.history(clear.session()), row.beyondHistory(clear.session()));
            row.firstSeq = row.nextSeq;
        }
        return new Step(clear, clear.policy(), edit, row, now).finish(any);
    }

    private Appended append(AppendMessages append, Edit edit, @Nullable SessionRow existing, long now) {
        Step step = new Step(append, append.policy(), edit, existing, now);
        AppendStep messages = new AppendStep(tables, codec, rings, append);
        messages.place(step.row, existing != null);
        if (messages.changes()) {
            step.state.replaceMembers(append.state());
            JsonText given = append.metadata();
            if (given != null) {
                step.metadata(given, existing == null ? append.origin() : Origin.UNKNOWN);
            } else if (existing == null) {
                step.metadata(JsonText.EMPTY_OBJECT, append.origin());
            }
            if (append.userId() != null) {
                step.row.user = append.userId().value();
            }
            step.checkLimits();
            messages.write(edit, step.row);
        }
        step.write(messages.changes(), messages.places());
        return messages.answer(
                views.session(append.session(), step.row, append.answer().state(), history(append)),
                step.row.version,
                existing == null);
    }

    private static @Nullable Integer history(AppendMessages append) {
        int history = append.answer().history();
        return history > 0 ? history : null;
    }

    private static @Nullable String value(@Nullable UserId user) {
        return user == null ? null : user.value();
    }

    /** One step on a session that is there or begins with it. */
    private final class Step {

        final SessionChange<?> change;
        final SessionPolicy policy;
        final Edit edit;
        final long now;
        final SessionRow row;
        final SessionValues values;
        final StateEdit state;
        final boolean created;
        final long lastInteraction;
        final @Nullable String user;
        final int metadataBytes;

        Step(SessionChange<?> change, SessionPolicy policy, Edit edit, @Nullable SessionRow existing, long now) {
            this.change = change;
            this.policy = policy;
            this.edit = edit;
            this.now = now;
            created = existing == null;
            row = existing == null ? SessionRow.begin(beginning(change, now)) : existing;
            values = new SessionValues(codec, change.session());
            state = new StateEdit(tables, values, row);
            lastInteraction = row.lastInteraction;
            user = row.user;
            metadataBytes = created ? 0 : ValueCodec.plainLength(row.metadata);
        }

        private static long beginning(SessionChange<?> change, long now) {
            Late late = change.precondition().late();
            return late == null ? now : late.acceptedAt().toEpochMilli();
        }

        /** Members of the origin that neither the metadata nor what is given has stay as they are. */
        void metadata(JsonText metadata, Origin given) {
            Origin origin = Origin.in(metadata).orElse(given);
            row.metadata = values.metadata(metadata);
            row.createdVia = origin.createdVia() == null ? row.createdVia : values.createdVia(origin);
            row.userAgent = origin.userAgent() == null ? row.userAgent : values.userAgent(origin);
        }

        /** Whether that changed anything. */
        boolean mergeMetadata(JsonText patch) {
            JsonText visible = views.metadata(values.session(), row);
            JsonText merged = JsonText.EMPTY_OBJECT;
            if (patch.kind() != JsonText.Kind.NULL) {
                if (visible == null) {
                    throw new StoredValueUnreadable("metadata of the session");
                }
                merged = MergePatch.apply(visible, patch);
            }
            if (merged.equals(visible)) {
                return false;
            }
            row.createdVia = null;
            row.userAgent = null;
            metadata(merged, Origin.UNKNOWN);
            return true;
        }

        SessionWritten finish(boolean changed) {
            checkLimits();
            write(changed, List.of());
            return new SessionWritten(
                    views.session(change.session(), row, true, null), row.version, created, changed, false);
        }

        void checkLimits() {
            check("state_members", policy.maxStateMembers(), row.stateMembers, state.members());
            check("state_bytes", policy.maxStateBytes(), row.stateBytes, state.bytes());
            check("metadata_bytes", policy.maxMetadataBytes(), metadataBytes, ValueCodec.plainLength(row.metadata));
            checkRoom(policy.room());
        }

        private void checkRoom(Room room) {
            if (created && room.sessions().isBounded()) {
                long there = sessions.count(change.session().namespace());
                if (there >= room.sessions().allowed()) {
                    throw room.noSession();
                }
            }
            boolean adds = created
                    || change instanceof AppendMessages
                    || state.bytes() > row.stateBytes
                    || ValueCodec.plainLength(row.metadata) > metadataBytes;
            if (adds && room.bytes().full()) {
                throw room.noBytes();
            }
        }

        private static void check(String limit, long allowed, long before, long after) {
            if (after > allowed && after > before) {
                throw new LimitExceeded(limit, allowed);
            }
        }

        void write(boolean changed, List<Rings.Place> places) {
            if (changed) {
                state.write(edit, row);
                row.version++;
                row.interact(now, policy);
            }
            Once once = change.once();
            if (once != null) {
                rings.record(
                        edit,
                        Keys.session(change.session()),
                        ++row.keyedWrites,
                        once.key(),
                        new Rings.Outcome(once.digest(), now, row.version, created, places, null));
            }
            if (created) {
                sessions.add(edit, change.session(), row);
            } else if (changed || once != null) {
                sessions.update(edit, change.session(), row, lastInteraction, user);
            }
        }
    }
}
