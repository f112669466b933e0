package io.continuo.model;

/** What became of something that was to be restored. */
public enum Restored {
    /** It was not there, and is now. */
    RESTORED,
    /** Something different was there and has made way. */
    REPLACED,
    /** The same was there. */
    UNCHANGED,
    /** Something different is there and stays. */
    DIFFERENT,
    /** It has expired by now. */
    EXPIRED,
    /** The session of the document is not there, or is another one. */
    ORPHANED,
    /** Of the history not all is staged any more. */
    LOST
}
