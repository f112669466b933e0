package io.continuo.store;

/** The changes that this replica has accepted while the store was away and that are still to be made. */
public interface WaitingChanges {

    int entries();

    long bytes();
}
