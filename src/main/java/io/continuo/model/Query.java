package io.continuo.model;

/**
 * A question to a store, as a value.
 *
 * @param <R> what it answers with
 */
public sealed interface Query<R>
        permits LoadSession,
                SessionExists,
                ReadMessages,
                ListSessions,
                CountSessions,
                MeasureNamespace,
                DebugSession,
                LoadDocument,
                ListDocuments,
                ListUserSessions,
                LoadUser,
                LoadConfirmation,
                ListNamespaces,
                LoadDictionaries,
                CaptureSession,
                ScanSessions,
                ScanDocuments,
                FindOwner {

    Namespace namespace();
}
