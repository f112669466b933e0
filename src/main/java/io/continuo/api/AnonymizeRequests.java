package io.continuo.api;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

import io.continuo.json.JsonText;
import io.continuo.json.JsonText.Kind;
import io.continuo.model.Namespace;
import io.continuo.model.UserId;
import io.continuo.model.UserKey;
import io.continuo.session.Anonymization;
import io.continuo.session.ExportScope;

/** The body of {@code POST /admin/anonymize}. */
final class AnonymizeRequests {

    /** What is exported, and what of it is kept. */
    record Anonymize(ExportScope scope, Anonymization kept) {}

    private AnonymizeRequests() {}

    static Anonymize anonymize(Namespace namespace, Fields fields) {
        ExportScope scope = scope(namespace, fields);
        Anonymization kept = new Anonymization(
                lengths(fields),
                names(fields, "state_fields"),
                names(fields, "metadata_fields"),
                names(fields, "documents"));
        fields.finish();
        return new Anonymize(scope, kept);
    }

    /** Where something is wrong with it any scope is given: the request ends with {@link Fields#finish()}. */
    private static ExportScope scope(Namespace namespace, Fields fields) {
        String name = fields.string("scope");
        switch (name == null ? "" : name) {
            case "user" -> {
                String id = fields.requiredId("user_id");
                if (id != null) {
                    return new ExportScope.OfUser(new UserKey(namespace, new UserId(id)));
                }
            }
            case "namespace" -> {}
            default -> {
                fields.wrong("scope", "is required and must be user or namespace");
                fields.take("user_id");
            }
        }
        return new ExportScope.Whole(namespace);
    }

    private static boolean lengths(Fields fields) {
        String content = Objects.requireNonNullElse(fields.string("content"), "remove");
        if (!content.equals("remove") && !content.equals("length")) {
            fields.wrong("content", "must be remove or length");
        }
        return content.equals("length");
    }

    private static Set<String> names(Fields fields, String list) {
        Set<String> names = new TreeSet<>();
        JsonText array = fields.array(list);
        List<JsonText> elements = array == null ? List.of() : array.elements();
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i).kind() == Kind.STRING) {
                names.add(elements.get(i).asString());
            } else {
                fields.wrongElement(list, i, "must be a string");
            }
        }
        return names;
    }
}
