package io.continuo.model;

/** Which document: its owner and its name there. */
public record DocumentKey(DocumentOwner owner, DocumentName name) {

    public static DocumentKey of(DocumentOwner owner, String type, String key) {
        return new DocumentKey(owner, new DocumentName(type, key));
    }
}
