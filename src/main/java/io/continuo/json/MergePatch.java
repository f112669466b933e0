package io.continuo.json;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * JSON Merge Patch (RFC 7396) from text to text. Values that a patch does not touch keep their bytes, and so do the names of
 * members that stay. Each text is read once, whatever its nesting.
 */
public final class MergePatch {

    private MergePatch() {}

    /**
     * The target with the patch applied. Members stay in the target's order, replaced ones in their place; new ones follow in
     * the patch's order. A patch that is no object takes the target's place.
     *
     * @param target what is there now, null when nothing is
     */
    public static JsonText apply(@Nullable JsonText target, JsonText patch) {
        if (patch.kind() != JsonText.Kind.OBJECT) {
            return patch;
        }
        JsonWriter out = new JsonWriter(patch.length() + (target == null ? 0 : target.length()));
        Patch root = Patch.of(patch.bytes(), 0, 0, 0);
        if (target == null || target.kind() != JsonText.Kind.OBJECT) {
            root.writeNew(out);
        } else {
            root.merge(out, target.bytes(), 0);
        }
        return out.toJsonText();
    }

    /** One value of a patch: where its name and it lie and, if it is an object, its members. */
    private static final class Patch {

        private final byte[] text;
        private final int nameFrom;
        private final int nameTo;
        private final int valueFrom;
        private final @Nullable Map<String, Patch> members;
        private final int valueTo;
        private boolean met;

        private Patch(
                byte[] text,
                int nameFrom,
                int nameTo,
                int valueFrom,
                @Nullable Map<String, Patch> members,
                int valueTo) {
            this.text = text;
            this.nameFrom = nameFrom;
            this.nameTo = nameTo;
            this.valueFrom = valueFrom;
            this.members = members;
            this.valueTo = valueTo;
        }

        static Patch of(byte[] text, int nameFrom, int nameTo, int valueFrom) {
            if (text[valueFrom] != '{') {
                return new Patch(text, nameFrom, nameTo, valueFrom, null, Scan.valueEnd(text, valueFrom));
            }
            Map<String, Patch> members = new LinkedHashMap<>();
            MemberCursor cursor = new MemberCursor(text, valueFrom);
            while (cursor.next()) {
                Patch member = of(text, cursor.nameFrom(), cursor.nameTo(), cursor.valueFrom());
                cursor.passed(member.valueTo);
                members.put(cursor.name(), member);
            }
            return new Patch(text, nameFrom, nameTo, valueFrom, members, cursor.afterObject());
        }

        private boolean removes() {
            return text[valueFrom] == 'n';
        }

        /** Writes the object that begins at the brace as this patch leaves it, and gives the place after it. */
        private int merge(JsonWriter out, byte[] target, int brace) {
            Map<String, Patch> patches = membersOrNone();
            out.beginObject();
            MemberCursor cursor = new MemberCursor(target, brace);
            while (cursor.next()) {
                Patch patch = patches.get(cursor.name());
                if (patch == null) {
                    out.rawName(target, cursor.nameFrom(), cursor.nameTo());
                    out.raw(target, cursor.valueFrom(), cursor.skipValue());
                } else {
                    patch.replace(out, target, cursor);
                }
            }
            for (Patch patch : patches.values()) {
                if (!patch.met) {
                    patch.append(out);
                }
            }
            out.endObject();
            return cursor.afterObject();
        }

        private void replace(JsonWriter out, byte[] target, MemberCursor cursor) {
            // A stored object may have the name twice; the first one is what members are read from, so only it stays.
            boolean drop = met || removes();
            met = true;
            if (drop) {
                cursor.skipValue();
                return;
            }
            out.rawName(target, cursor.nameFrom(), cursor.nameTo());
            if (members != null && target[cursor.valueFrom()] == '{') {
                cursor.passed(merge(out, target, cursor.valueFrom()));
            } else {
                writeNew(out);
                cursor.skipValue();
            }
        }

        private void append(JsonWriter out) {
            if (!removes()) {
                out.rawName(text, nameFrom, nameTo);
                writeNew(out);
            }
        }

        /** Writes the value where the target has no object: as it is, but for the members that would remove one. */
        private void writeNew(JsonWriter out) {
            if (members == null) {
                out.raw(text, valueFrom, valueTo);
                return;
            }
            out.beginObject();
            for (Patch patch : membersOrNone().values()) {
                patch.append(out);
            }
            out.endObject();
        }

        private Map<String, Patch> membersOrNone() {
            return members == null ? Map.of() : members;
        }
    }
}
