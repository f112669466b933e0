package io.continuo.store.redis;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.vertx.redis.client.impl.types.ErrorType;
import org.jspecify.annotations.Nullable;

/** Why a connection could not be made. The message is a clause for an operator, after the name of the server. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final Pattern NAME = Pattern.compile("No subject alternative|No name matching");
    private static final Pattern CLIENT_CERTIFICATE =
            Pattern.compile("certificate_required|bad_certificate|unknown_ca", Pattern.CASE_INSENSITIVE);

    Refusal(String why) {
        super(why, null, false, false);
    }

    String why() {
        return String.valueOf(getMessage());
    }

    static Refusal of(Throwable failure) {
        return failure instanceof Refusal known ? known : new Refusal(why(failure));
    }

    private static String why(Throwable failure) {
        if (failure instanceof ErrorType && !ErrorReply.isConnectionLoss(failure)) {
            ErrorReply kind = ErrorReply.of(failure);
            return kind == ErrorReply.OTHER ? "it refuses us with " + ErrorReply.firstWord(failure) : kind.advice();
        }
        String tls = ofTls(failure);
        if (tls != null) {
            return tls;
        }
        if (has(failure, UnknownHostException.class)) {
            return "the name of its host is not known here";
        }
        if (has(failure, ConnectTimeoutException.class)) {
            return "it cannot be reached";
        }
        if (has(failure, ConnectException.class)) {
            return "it refuses the connection";
        }
        return failure instanceof ErrorType || has(failure, IOException.class)
                ? "it closes the connection at once; if it speaks TLS, write rediss://"
                : "the connection failed (" + failure.getClass().getSimpleName() + ")";
    }

    private static @Nullable String ofTls(Throwable failure) {
        if (has(failure, cause -> cause instanceof CertificateException && matches(NAME, cause))) {
            return "its certificate is for another host name than the one it is addressed by; write that name in REDIS_URL";
        }
        if (has(failure, CertificateExpiredException.class)) {
            return "its certificate has expired";
        }
        if (has(failure, CertPathBuilderException.class)) {
            return "its certificate is signed by no authority that is trusted here; see CONTINUO_REDIS_TLS_CA_FILE";
        }
        if (has(failure, NotSslRecordException.class)) {
            return "it does not speak TLS; write redis://, or the port on which it does";
        }
        if (has(failure, cause -> cause instanceof SSLException && matches(CLIENT_CERTIFICATE, cause))) {
            return "it does not take our certificate, or wants one; see quarkus.redis.tls.key-certificate-pem.*";
        }
        return has(failure, SSLException.class) ? "no TLS connection comes about" : null;
    }

    private static boolean matches(Pattern pattern, Throwable cause) {
        return pattern.matcher(String.valueOf(cause.getMessage())).find();
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return has(failure, type::isInstance);
    }

    private static boolean has(Throwable failure, Predicate<Throwable> what) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (what.test(cause)) {
                return true;
            }
        }
        return false;
    }
}
