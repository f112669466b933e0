package io.continuo.ops.invalidation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import io.continuo.model.DocumentName;
import io.continuo.model.SessionId;
import io.continuo.model.UserId;

/** What an invalidation is about. */
public sealed interface Scope {

    /** As on the wire. */
    String name();

    /** Everything beside the name that tells this scope from another, in a fixed order. */
    List<String> members();

    /** One session with all that is kept of it. */
    record OfSession(SessionId session) implements Scope {

        @Override
        public String name() {
            return "session";
        }

        @Override
        public List<String> members() {
            return List.of(session.value());
        }
    }

    /**
     * The sessions and documents of a user.
     *
     * @param keep types of documents that stay
     */
    record OfUser(UserId user, Set<String> keep) implements Scope {

        @Override
        public String name() {
            return "user";
        }

        @Override
        public List<String> members() {
            List<String> members = new ArrayList<>(new TreeSet<>(keep));
            members.add(0, user.value());
            return members;
        }
    }

    /** The document of this name of every owner. */
    record OfDocument(DocumentName document) implements Scope {

        @Override
        public String name() {
            return "document";
        }

        @Override
        public List<String> members() {
            return List.of(document.type(), document.key());
        }
    }

    /** Sessions without an interaction for this long. */
    record OlderThan(Duration idleFor) implements Scope {

        @Override
        public String name() {
            return "older_than";
        }

        @Override
        public List<String> members() {
            return List.of(idleFor.toString());
        }
    }

    /** What expired sessions and documents have left behind. */
    record Orphans() implements Scope {

        @Override
        public String name() {
            return "orphans";
        }

        @Override
        public List<String> members() {
            return List.of();
        }
    }

    /** All sessions and documents of the namespace. */
    record All() implements Scope {

        @Override
        public String name() {
            return "all";
        }

        @Override
        public List<String> members() {
            return List.of();
        }
    }
}
