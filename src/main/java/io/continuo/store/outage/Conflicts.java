package io.continuo.store.outage;

import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.continuo.json.JsonText;
import io.continuo.model.AppendMessages;
import io.continuo.model.CreateSession;
import io.continuo.model.PatchSession;
import io.continuo.model.PutSession;
import io.continuo.model.Session;
import io.continuo.model.SessionChange;

/** Members of a state that somebody else changed while changes of them waited here. The value that is made last stays. */
final class Conflicts {

    private Conflicts() {}

    /** The members whose value is no longer the one that was known; none where that was not known, or it is another session. */
    static Set<String> changedElsewhere(@Nullable Known base, Session found) {
        Map<String, JsonText> now = found.state();
        if (base == null
                || base.state() == null
                || now == null
                || !base.isOfSameSession(found)
                || base.session().version() == found.version()) {
            return Set.of();
        }
        Map<String, JsonText> before = base.state();
        Set<String> names = new HashSet<>(before.keySet());
        names.addAll(now.keySet());
        names.removeIf(name -> Objects.equals(before.get(name), now.get(name)));
        return names;
    }

    /** How many of the members the change writes as well. */
    static long in(SessionChange<?> change, Set<String> changedElsewhere) {
        if (changedElsewhere.isEmpty()) {
            return 0;
        } else if (change instanceof AppendMessages append) {
            return count(append.state().keySet(), changedElsewhere);
        } else if (change instanceof PatchSession patch) {
            return patch.state() == null ? 0 : in(patch.state(), changedElsewhere);
        }
        // They replace the state as a whole.
        return change instanceof PutSession || change instanceof CreateSession ? changedElsewhere.size() : 0;
    }

    private static long in(JsonText patch, Set<String> changedElsewhere) {
        if (patch.kind() == JsonText.Kind.NULL) {
            return changedElsewhere.size();
        }
        return patch.members().stream()
                .filter(member -> changedElsewhere.contains(member.name()))
                .count();
    }

    private static long count(Set<String> written, Set<String> changedElsewhere) {
        return written.stream().filter(changedElsewhere::contains).count();
    }
}
