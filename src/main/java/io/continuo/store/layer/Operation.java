package io.continuo.store.layer;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.continuo.model.Change;
import io.continuo.model.CountSessions;
import io.continuo.model.DocumentChange;
import io.continuo.model.ListNamespaces;
import io.continuo.model.LoadConfirmation;
import io.continuo.model.LoadDictionaries;
import io.continuo.model.LoadDocument;
import io.continuo.model.LoadSession;
import io.continuo.model.MeasureNamespace;
import io.continuo.model.Query;
import io.continuo.model.ReadMessages;
import io.continuo.model.RemoveUserDocuments;
import io.continuo.model.SessionChange;

/**
 * A kind of change or query.
 *
 * @param name as in labels and answers, such as {@code load_session}
 * @param housekeeping whether the service asks it for itself and not for what a caller stores
 * @param findsOrMisses whether it reads one thing that is there or not
 */
record Operation(String name, boolean housekeeping, boolean findsOrMisses) {

    private static final Set<Class<?>> READS_OF_ONE = Set.of(LoadSession.class, ReadMessages.class, LoadDocument.class);

    private static final Set<Class<?>> QUERIES_OF_OURS = Set.of(
            CountSessions.class,
            MeasureNamespace.class,
            LoadConfirmation.class,
            ListNamespaces.class,
            LoadDictionaries.class);

    /** One for each record that {@link Change} and {@link Query} permit. */
    static Map<Class<?>, Operation> all() {
        Map<Class<?>, Operation> all = new HashMap<>();
        Stream.concat(leaves(Change.class), leaves(Query.class)).forEach(type -> all.put(type, of(type)));
        return all;
    }

    /** The records that a sealed type permits, at any depth. */
    static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(Operation::leaves) : Stream.of(type);
    }

    static String name(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static Operation of(Class<?> type) {
        return new Operation(name(type), !isCallers(type), READS_OF_ONE.contains(type));
    }

    private static boolean isCallers(Class<?> type) {
        return SessionChange.class.isAssignableFrom(type)
                || DocumentChange.class.isAssignableFrom(type)
                || RemoveUserDocuments.class == type
                || (Query.class.isAssignableFrom(type) && !QUERIES_OF_OURS.contains(type));
    }
}
