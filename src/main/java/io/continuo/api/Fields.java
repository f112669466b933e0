package io.continuo.api;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.continuo.api.problem.FieldError;
import io.continuo.api.problem.InvalidRequest;
import io.continuo.json.JsonText;
import io.continuo.json.JsonText.Kind;
import io.continuo.model.Identifiers;
import io.continuo.model.UserId;

/**
 * The members of one object of a request, taken one by one and each with the one type it may have. What is wrong is
 * collected, so that the caller learns of everything at once; what nobody took is unknown and wrong as well.
 */
final class Fields {

    static final Duration SHORTEST_TTL = Duration.ofMillis(1);
    static final Duration LONGEST_TTL = Duration.ofDays(36_500);
    static final String TTL_FORM = "must be an ISO-8601 duration from PT0.001S to P36500D, such as \"PT2H\"";

    private final String pointer;
    private final Map<String, JsonText> left = new LinkedHashMap<>();
    private final List<FieldError> errors;

    private Fields(JsonText object, String pointer, List<FieldError> errors) {
        this.pointer = pointer;
        this.errors = errors;
        if (object.kind() == Kind.OBJECT) {
            object.members().forEach(member -> left.put(member.name(), member.value()));
        } else {
            errors.add(new FieldError(pointer, "must be an object"));
        }
    }

    static Fields of(JsonText body) {
        return of(body, "#");
    }

    /** @param pointer where the object stands in the body */
    static Fields of(JsonText object, String pointer) {
        return new Fields(object, pointer, new ArrayList<>());
    }

    /** The fields of an object within this one; its errors are this one's. */
    Fields within(JsonText object, String path) {
        return new Fields(object, pointer + "/" + path, errors);
    }

    boolean has(String name) {
        return left.containsKey(name);
    }

    boolean isNull(String name) {
        JsonText value = left.get(name);
        return value != null && value.kind() == Kind.NULL;
    }

    void wrong(String name, String detail) {
        errors.add(new FieldError(pointer + "/" + name.replace("~", "~0").replace("/", "~1"), detail));
    }

    void wrongElement(String array, int index, String detail) {
        errors.add(new FieldError(pointer + "/" + array + "/" + index, detail));
    }

    /** Every member that was not taken is wrong; then every error there is goes to the caller. */
    void finish() {
        close();
        check();
    }

    /** Every error that there is so far goes to the caller. */
    void check() {
        if (!errors.isEmpty()) {
            throw InvalidRequest.of(List.copyOf(errors));
        }
    }

    /** Every member that was not taken is wrong. */
    void close() {
        left.keySet().forEach(name -> wrong(name, "is not a member of this object"));
        left.clear();
    }

    @Nullable
    JsonText take(String name) {
        return left.remove(name);
    }

    /** Any value under the one name or the other; null, with the error noted, where it has neither or both. */
    @Nullable
    JsonText oneOf(String name, String other) {
        if (has(name) == has(other)) {
            wrong(name, "is required, or " + other + " in its place");
        }
        JsonText value = take(name);
        JsonText instead = take(other);
        return value == null ? instead : value;
    }

    private @Nullable JsonText take(String name, Kind kind, String what) {
        JsonText value = left.remove(name);
        if (value != null && value.kind() != kind) {
            wrong(name, "must be " + what);
            return null;
        }
        return value;
    }

    @Nullable
    JsonText object(String name) {
        return take(name, Kind.OBJECT, "an object");
    }

    @Nullable
    JsonText array(String name) {
        return take(name, Kind.ARRAY, "an array");
    }

    @Nullable
    String string(String name) {
        JsonText value = take(name, Kind.STRING, "a string");
        return value == null ? null : value.asString();
    }

    /** A string of 1 to {@code most} characters. */
    @Nullable
    String text(String name, int most) {
        String value = string(name);
        if (value != null && (value.isEmpty() || value.codePointCount(0, value.length()) > most)) {
            wrong(name, "must have 1 to " + most + " characters");
            return null;
        }
        return value;
    }

    @Nullable
    String id(String name) {
        String value = string(name);
        if (value != null && !Identifiers.isValid(value)) {
            wrong(name, "must be " + Identifiers.FORM);
            return null;
        }
        return value;
    }

    @Nullable
    String requiredId(String name) {
        if (!has(name)) {
            wrong(name, "is required");
        }
        return id(name);
    }

    boolean flag(String name, boolean absent) {
        JsonText value = take(name, Kind.BOOLEAN, "true or false");
        return value == null ? absent : value.equals(JsonText.TRUE);
    }

    /** Entity tags as in a header; a version may also stand as a number. */
    @Nullable
    String tags(String name) {
        JsonText value = left.get(name);
        if (value == null || value.kind() != Kind.NUMBER) {
            return string(name);
        }
        left.remove(name);
        Long version = Numbers.whole(value.text());
        if (version == null) {
            wrong(name, EntityTags.FORM);
            return null;
        }
        return EntityTags.of(version);
    }

    @Nullable
    UserId userId() {
        String value = id("user_id");
        return value == null ? null : new UserId(value);
    }

    @Nullable
    Integer integer(String name, int least, int most) {
        JsonText value = take(name, Kind.NUMBER, "a number");
        if (value == null) {
            return null;
        }
        Integer number = Numbers.integer(value.text(), least, most);
        if (number == null) {
            wrong(name, "must be a whole number from " + least + " to " + most);
        }
        return number;
    }

    @Nullable
    Boolean bool(String name) {
        JsonText value = take(name, Kind.BOOLEAN, "true or false");
        return value == null ? null : value.equals(JsonText.TRUE);
    }

    /** An ISO-8601 duration within bounds; {@code form} says so to the caller. */
    @Nullable
    Duration duration(String name, Duration least, Duration most, String form) {
        return parsed(name, form, text -> duration(text, least, most));
    }

    @Nullable
    Duration ttl() {
        return parsed("ttl", TTL_FORM, Fields::ttl);
    }

    @Nullable
    Instant timestamp() {
        return time("timestamp");
    }

    @Nullable
    Instant time(String name) {
        return parsed(name, Rfc3339.FORM, Rfc3339::instant);
    }

    /** A whole number from {@code least} to 2^53. */
    @Nullable
    Long whole(String name, long least) {
        JsonText value = take(name, Kind.NUMBER, "a number");
        Long number = value == null ? null : Numbers.whole(value.text());
        if (value != null && (number == null || number < least)) {
            wrong(name, "must be a whole number, " + least + " or more");
        }
        return number;
    }

    private <T> @Nullable T parsed(String name, String form, Function<String, @Nullable T> parser) {
        String value = string(name);
        if (value == null) {
            return null;
        }
        T result = parser.apply(value);
        if (result == null) {
            wrong(name, form);
        }
        return result;
    }

    /** The members of a state or a patch of one, in their order; empty where there is none. */
    Map<String, JsonText> state() {
        JsonText state = object("state");
        Map<String, JsonText> members = new LinkedHashMap<>();
        if (state != null) {
            state.members().forEach(member -> members.put(member.name(), member.value()));
        }
        return members;
    }

    static @Nullable Duration ttl(String text) {
        return duration(text, SHORTEST_TTL, LONGEST_TTL);
    }

    private static @Nullable Duration duration(String text, Duration least, Duration most) {
        try {
            Duration duration = Duration.parse(text);
            return duration.compareTo(least) < 0 || duration.compareTo(most) > 0 ? null : duration;
        } catch (DateTimeParseException | ArithmeticException e) {
            return null;
        }
    }
}
