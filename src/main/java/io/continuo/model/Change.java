package io.continuo.model;

/**
 * A change that a caller asks for, as a value: one atomic step of a store. Everything that decides about it travels in
 * it, but the time.
 *
 * @param <R> what it answers with
 */
public sealed interface Change<R>
        permits SessionChange,
                DocumentChange,
                SweepSessions,
                SweepDocuments,
                RemoveUserDocuments,
                ClaimDuty,
                KeepConfirmation,
                RegisterNamespace,
                AddDictionary,
                TakeTokens,
                StageMessages,
                RestoreSession,
                RestoreDocument {

    Namespace namespace();
}
