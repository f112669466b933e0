package io.continuo.session;

/** What is to be imported does not make sense as it is. The message is written for the caller and holds no content. */
public final class ImportRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ImportRefused(String message) {
        super(message, null, false, false);
    }
}
