package io.continuo.config;

/** Where the audit log goes. */
public enum AuditMode {
    OFF,
    FILE,
    LOG
}
