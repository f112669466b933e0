package io.continuo.faults;

/** Something that goes wrong. */
interface Fault {

    /** It goes wrong; in force when this returns. */
    void begin();

    /** What happens while it is wrong. */
    default void midway() {}

    /** It is well again: what was broken answers when this returns. */
    void end();
}
