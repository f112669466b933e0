package io.continuo.faults;

/** The kinds of writes, and what each of them carries. */
enum Form {
    PLAIN(1, false, false),
    NAMED(1, false, true),
    KEYED(1, false, true),
    /** Two messages and a member of the state in one call, under a key. */
    TURN(2, true, true),
    /** A turn's beginning, under a key. */
    INPUT(1, false, true),
    PATCH(0, true, true),
    /** Replaces the whole state, so the session must be its writer's own. */
    PUT(0, true, true),
    DOCUMENT(0, false, true);

    private final int messages;
    private final boolean state;
    private final boolean repeatable;

    Form(int messages, boolean state, boolean repeatable) {
        this.messages = messages;
        this.state = state;
        this.repeatable = repeatable;
    }

    int messages() {
        return messages;
    }

    /** Whether it sets its writer's member of the state. */
    boolean state() {
        return state;
    }

    /** Whether it may be sent again when nobody knows what became of it. */
    boolean repeatable() {
        return repeatable;
    }

    /** Whether it needs a session that is there. */
    boolean needsSession() {
        return messages == 0;
    }
}
