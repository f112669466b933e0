package io.continuo.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;

/** A script and the digest under which Redis knows it. */
final class LuaScript {

    static final LuaScript WRITE_SESSION = ofSession("write_session");
    static final LuaScript PATCH_SESSION = ofSession("patch_session");
    static final LuaScript APPEND_MESSAGES = ofSession("append_messages");
    static final LuaScript TOUCH_SESSION = ofSession("touch_session");
    static final LuaScript CLEAR_HISTORY = ofSession("clear_history");
    static final LuaScript DELETE_SESSION = ofSession("delete_session");
    static final LuaScript READ_SESSION = ofSession("read_session");
    static final LuaScript LIST_PAGE = new LuaScript(text("list_page"));
    static final LuaScript PUT_DOCUMENT = ofSession("put_document");
    static final LuaScript DELETE_DOCUMENT = ofSession("delete_document");
    static final LuaScript PUT_USER_DOCUMENT = ofUser("put_document");
    static final LuaScript DELETE_USER_DOCUMENT = ofUser("delete_document");
    static final LuaScript REMOVE_USER_DOCUMENTS = ofDocuments("remove_user_documents");
    static final LuaScript LOAD_DOCUMENT = ofDocuments("load_document");
    static final LuaScript LIST_DOCUMENTS = ofDocuments("list_documents");
    static final LuaScript SWEEP_SESSIONS = ofDocuments("sweep_sessions");
    static final LuaScript SWEEP_DOCUMENTS = ofDocuments("sweep_documents");
    static final LuaScript REGISTER_NAMESPACE = new LuaScript(text("register_namespace"));
    static final LuaScript SETTLE_INDEX = new LuaScript(text("settle_index"));
    static final LuaScript STAGE_MESSAGES = new LuaScript(text("stage_messages"));
    static final LuaScript RESTORE_SESSION = ofSession("restore_session");
    static final LuaScript RESTORE_DOCUMENT = ofSession("restore_document");
    static final LuaScript RESTORE_USER_DOCUMENT = ofUser("restore_document");
    static final LuaScript CLAIM_DUTY = new LuaScript(text("claim_duty"));
    static final LuaScript MEASURE_NAMESPACE = new LuaScript(text("measure_namespace"));
    static final LuaScript TAKE_TOKENS = new LuaScript(text("take_tokens"));

    private final byte[] text;
    private final byte[] digest;

    private LuaScript(String text) {
        this.text = text.getBytes(StandardCharsets.UTF_8);
        this.digest = sha1(this.text).getBytes(StandardCharsets.US_ASCII);
    }

    /** The beginning of a request that runs the script: its number of keys comes next. */
    Request request(boolean withText) {
        return withText
                ? Request.cmd(Command.EVAL).arg(text)
                : Request.cmd(Command.EVALSHA).arg(digest);
    }

    private static LuaScript ofSession(String name) {
        return new LuaScript(parts("frame_session", "once", "documents", "prelude") + step(name));
    }

    private static LuaScript ofUser(String name) {
        return new LuaScript(parts("frame_user", "once", "documents", "user") + step(name));
    }

    private static LuaScript ofDocuments(String name) {
        return new LuaScript(parts("frame_plain", "documents", name));
    }

    private static String step(String name) {
        return "\nlocal function step()\n" + text(name) + "end\n\n" + text("epilogue");
    }

    private static String parts(String... names) {
        return Stream.of(names).map(LuaScript::text).collect(Collectors.joining("\n"));
    }

    private static String text(String name) {
        try (InputStream in = LuaScript.class.getResourceAsStream("/lua/" + name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
