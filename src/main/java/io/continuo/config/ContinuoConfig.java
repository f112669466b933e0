package io.continuo.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithDefaults;
import io.smallrye.config.WithParentName;

/**
 * Every setting of Continuo. A setting is also an environment variable: {@code continuo.cleanup.every} is
 * {@code CONTINUO_CLEANUP_EVERY}. Durations are written {@code 30s}, {@code 2h}, {@code 7d}, {@code PT2H}, or as a bare
 * number of seconds; sizes as {@code 262144}, {@code 256K}, {@code 1M}. {@link StartCheck} refuses what makes no sense
 * before anything reads this.
 */
@ConfigMapping(prefix = "continuo")
public interface ContinuoConfig {

    /**
     * {@code redis} or {@code embedded}. {@link EnvironmentNames} fills it in from {@code USE_REDIS_STATE},
     * {@code REDIS_URL} or {@code REDIS_HOST}; where it is absent the store is the embedded one.
     */
    Optional<StoreKind> store();

    /**
     * The directory of the embedded store's file, or with Redis of the journal. Default: none, they are in memory and lost at
     * a stop.
     */
    Optional<Path> dataDir();

    /** The embedded store. */
    Embedded embedded();

    /**
     * What becomes of requests while Redis is away. {@code journal}: writes are kept in {@code journal/} below the data
     * directory and made when it is back, reads are answered from what this replica knows; {@code reject}: 503. Default
     * journal.
     */
    @WithDefault("journal")
    OutageMode outage();

    /** The journal of an outage. */
    Journal journal();

    /**
     * How this replica's journal and audit log are called, 1 to 100 characters of {@code A-Z a-z 0-9 . _ -}. Default: host name and port.
     */
    Optional<String> instance();

    /**
     * Over how many parts the keys of a namespace are spread, 1 to 999; fixed for the life of the data. A Redis Cluster
     * needs more than 1. Default 1.
     */
    @WithDefault("1")
    int partitions();

    /** Which values are kept compressed. */
    Compression compression();

    /** Whether and with what values are encrypted where they are kept. */
    Encryption encryption();

    /** Taking expired and idle sessions out. */
    Cleanup cleanup();

    /** Whether the service speaks HTTPS. */
    Https https();

    /** Where Redis is and how it is talked to. */
    Redis redis();

    /** What a request may bring and ask. */
    Limits limits();

    /**
     * Whether callers must say who they are, where there are keys to say it with. Without keys and on a loopback address
     * nobody must. Default true.
     */
    @WithDefault("true")
    boolean auth();

    /**
     * {@code name:namespace:role:key}, separated by commas; {@code *} for every namespace, a role of {@code reader},
     * {@code client}, {@code operator}, {@code admin}. In the place of the key may stand {@code sha256:} and its SHA-256 in
     * hex. Default: none.
     */
    Optional<String> apiKeys();

    /**
     * A file with hashed keys, one {@code name:namespace:role:sha256:<hex>} a line, with {@code :2027-01-31} behind it for a
     * last day; {@code #} begins a comment. It is read again when it changes. Default: none.
     */
    Optional<Path> apiKeysFile();

    /**
     * Which of {@code /metrics}, {@code /openapi} and {@code /swagger-ui} answer without a key. {@code /health} always does.
     * Default: none.
     */
    Optional<List<String>> openPaths();

    /** Tokens by which callers are known beside keys. */
    Jwt jwt();

    /** Who did what. */
    Audit audit();

    /**
     * The secret under which exports are made anonymous, 32 characters or more; the same key gives the same pseudonyms.
     * Default: none, no export is made anonymous.
     */
    Optional<String> anonymizeKey();

    /** Whether the paths under {@code /api/session} answer. Default true. */
    @WithDefault("true")
    boolean seedPaths();

    /** Whether log lines are JSON objects. Default false. */
    @WithDefault("false")
    boolean logJson();

    /** The namespaces that differ from the defaults, by name; any other name gives the defaults. */
    @WithDefaults
    Map<String, NamespaceSettings> namespaces();

    /** {@code continuo.https.*}: HTTPS instead of HTTP where there is a certificate. */
    interface Https {

        /**
         * A PEM file with the certificate of this service, and behind it those that lead to its authority. It is read again
         * when it changes. Default: none.
         */
        Optional<Path> certificate();

        /** A PEM file with the certificate's private key, not encrypted. It is read again likewise. Default: none. */
        Optional<Path> key();
    }

    /** {@code continuo.jwt.*}: tokens are taken where there is a key to verify them with. */
    interface Jwt {

        /**
         * Where the public keys are that verify tokens: the path of a PEM file or a JSON Web Key Set, or the https:// URL of a
         * set, which is asked again in time. Default: none, no tokens are taken.
         */
        Optional<String> keyLocation();

        /** Who must have issued a token. Default: whoever has the key. */
        Optional<String> issuer();

        /** For whom a token must be, any of these; needed where tokens are taken. */
        Optional<List<String>> audience();

        /**
         * The claim with the namespace, {@code *} for every one; {@code a/b} is the member b of the claim a. Default
         * namespace.
         */
        @WithDefault("namespace")
        String namespaceClaim();

        /** The claim with the role, or with a list in which it is; the highest counts. Default role. */
        @WithDefault("role")
        String roleClaim();

        /** The claim with the one user whose sessions may be touched; a token without it may touch all. Default user_id. */
        @WithDefault("user_id")
        String userClaim();
    }

    /** {@code continuo.audit.*} */
    interface Audit {

        /**
         * {@code file}; {@code log}: to the log, under the category {@code io.continuo.audit}; {@code off}. Default: file where
         * callers must be known and there is a directory for it, else off.
         */
        @WithParentName
        Optional<AuditMode> mode();

        /** The directory of the files, in which each replica has one of its own. Default: {@code audit/} below the data directory. */
        Optional<Path> dir();

        /** From which size on a file is followed by another one, as it is after a day. Default 16M. */
        @WithDefault("16M")
        MemorySize fileBytes();

        /** How much all files of this replica may take before the oldest is deleted. Default 256M. */
        @WithDefault("256M")
        MemorySize maxBytes();

        /** After how long a file is deleted, when the next one begins. Default: not by age. */
        Optional<Duration> keepFor();
    }

    /** {@code continuo.embedded.*} */
    interface Embedded {

        /**
         * How often acknowledged writes are forced to disk; what a crash may lose at most. Default 0: before each
         * acknowledgement, so nothing.
         */
        @WithDefault("0")
        Duration commitEvery();
    }

    /** {@code continuo.journal.*} */
    interface Journal {

        /** How large the journal may become, in bytes; what waits is in memory as well. When it is full, writes are 503. Default 64M. */
        @WithDefault("64M")
        MemorySize maxBytes();

        /** How much memory may go into what is known of sessions, to answer from in an outage. Default 32M. */
        @WithDefault("32M")
        MemorySize knownBytes();
    }

    /** {@code continuo.compression.*} */
    interface Compression {

        /** Whether values are compressed where that makes them smaller; reading understands both. Default true. */
        @WithDefault("true")
        boolean enabled();

        /** From which size on a value is compressed. Default 1K. */
        @WithDefault("1K")
        MemorySize threshold();

        /** The level of zstd, 1 (fast) to 19 (small). Default 3. */
        @WithDefault("3")
        int level();

        /**
         * Whether each namespace gets a dictionary, trained from its own values, so that small values are compressed as
         * well. Default false.
         */
        @WithDefault("false")
        boolean dictionary();
    }

    /** {@code continuo.encryption.*}: values are encrypted where there are keys. */
    interface Encryption {

        /**
         * {@code id:key}, separated by commas; a key is 32 bytes in Base64. The first one encrypts what is written, all of
         * them decrypt what is read. Default: none.
         */
        Optional<String> keys();

        /** A file with the same, one {@code id:key} a line; {@code #} begins a comment. Default: none. */
        Optional<Path> keysFile();
    }

    /** {@code continuo.cleanup.*} */
    interface Cleanup {

        /** How often the cleanup runs. Default 5m. */
        @WithDefault("5m")
        Duration every();

        /** After how long one run stops and leaves the rest to the next. Default 30s. */
        @WithDefault("30s")
        Duration timeLimit();

        /** How many index entries one step looks at, 1 to 10,000. Default 500. */
        @WithDefault("500")
        int batch();

        /** Sessions without an interaction for this long are removed though they have not expired. Default: never. */
        Optional<Duration> idleAfter();
    }

    /** {@code continuo.redis.*} */
    interface Redis {

        /** {@code standalone}, {@code sentinel} or {@code cluster}. Default standalone. */
        @WithDefault("standalone")
        RedisMode mode();

        /**
         * {@code redis://[user:password@]host[:port][/db]}, {@code rediss://} for TLS; several, separated by commas, name
         * sentinels or cluster nodes. Special characters of the password are percent-encoded. What a URL leaves out is
         * taken from the settings below; host and port are not. Environment: {@code REDIS_URL}.
         */
        Optional<List<String>> url();

        /** The host where there is no URL. Default localhost. Environment: {@code REDIS_HOST}. */
        Optional<String> host();

        /** The port. Default 6379, in mode sentinel 26379. Environment: {@code REDIS_PORT}. */
        Optional<Integer> port();

        /** The number of the database; 0 in a cluster. Default 0. Environment: {@code REDIS_DB}. */
        @WithDefault("0")
        int db();

        /** The ACL user. Default: Redis' own default user. Environment: {@code REDIS_USERNAME}. */
        Optional<String> username();

        /** The password, as it is, not percent-encoded. Default: none. Environment: {@code REDIS_PASSWORD}. */
        Optional<String> password();

        /** The connections of this replica at most. Default 50. Environment: {@code REDIS_MAX_CONNECTIONS}. */
        @WithDefault("50")
        int maxConnections();

        /** How long a call may take. Default 5s. Environment: {@code REDIS_SOCKET_TIMEOUT} (seconds). */
        @WithDefault("5s")
        Duration socketTimeout();

        /** Over how many shared connections the calls are pipelined, within max-connections. Default 4. */
        @WithDefault("4")
        int connections();

        /** The name by which the sentinels know the master. Default mymaster. */
        @WithDefault("mymaster")
        String masterName();

        /** The ACL user of the sentinels. Default: their default user. */
        Optional<String> sentinelUsername();

        /** The password of the sentinels. Default: that of Redis, which sentinels without a password take as well. */
        Optional<String> sentinelPassword();

        /**
         * How many replicas must have a change before it is acknowledged; where fewer do in time its outcome is unknown.
         * Default 0.
         */
        @WithDefault("0")
        int confirmReplicas();

        /** In what time the replicas must have it. Default 1s. */
        @WithDefault("1s")
        Duration confirmWithin();

        /** How often Redis is asked for a sign of life. Default 250ms. */
        @WithDefault("250ms")
        Duration heartbeatEvery();

        /** How often Redis is asked how it is, for the health that is reported. Default 30s. */
        @WithDefault("30s")
        Duration healthEvery();

        /** After how many failed checks in a row it is reported as unhealthy, 1 to 1,000. Default 3. */
        @WithDefault("3")
        int failureThreshold();

        /** After how long without one Redis counts as away. Default 750ms. */
        @WithDefault("750ms")
        Duration silenceLimit();

        /** PEM file of the authorities whose certificates are trusted. Default: those of the Java runtime. */
        Optional<Path> tlsCaFile();
    }

    /** {@code continuo.limits.*} */
    interface Limits {

        /** What each key, and each bearer of tokens, may do in a second; all replicas together. */
        Rate rate();

        /** The keys that may do more or less, by name. */
        Map<String, KeyRate> keys();

        /** The bytes of a request's body. Default 1M. */
        @WithDefault("1M")
        MemorySize bodyBytes();

        /** The bytes of the body of a batch. Default 8M. */
        @WithDefault("8M")
        MemorySize batchBytes();

        /** The bytes of one line of an import; the whole may be of any length. Default 8M. */
        @WithDefault("8M")
        MemorySize lineBytes();

        /** How far a body that is too large is read and dropped, so that its sender gets the answer. Default 16M. */
        @WithDefault("16M")
        MemorySize drainBytes();

        /** In what time a body must have arrived. Default 30s. */
        @WithDefault("30s")
        Duration bodyTime();

        /** How many messages one request may append. Default 100. */
        @WithDefault("100")
        int messagesPerRequest();

        /** How many operations one batch may have. Default 1,000. */
        @WithDefault("1000")
        int operationsPerBatch();

        /** The largest page that may be asked, 1 to 500. Default 500. */
        @WithDefault("500")
        int pageSize();
    }

    /** {@code continuo.limits.rate.*} */
    interface Rate {

        /** Requests in a second, each operation of a batch being one; 0 for any number. Default 0. */
        @WithDefault("0")
        int requestsPerSecond();

        /** Bytes of the bodies of requests and answers in a second; 0 for any number. Default 0. */
        @WithDefault("0")
        MemorySize bytesPerSecond();
    }

    /** {@code continuo.limits.keys.<name>.*} */
    interface KeyRate {

        /** Requests in a second of this key; 0 for any number. Default: as for every key. */
        Optional<Integer> requestsPerSecond();

        /** Bytes in a second of this key; 0 for any number. Default: as for every key. */
        Optional<MemorySize> bytesPerSecond();
    }

    /** {@code continuo.namespaces.<name>.*} */
    interface NamespaceSettings {

        /**
         * What the keys begin with, without the colon that follows. Default {@code continuo:<name>}. Environment, for
         * the default namespace: {@code CONTINUO_KEY_PREFIX}.
         */
        Optional<String> keyPrefix();

        /**
         * How long after its last interaction a session expires. Default 24h. Environment, for the default namespace:
         * {@code CONTINUO_SESSION_TTL}, else {@code REDIS_STATE_TTL} (seconds).
         */
        @WithDefault("24h")
        Duration ttl();

        /** Whether reading counts for the expiry. Default false. */
        @WithDefault("false")
        boolean slidingOnRead();

        /** No session lives longer than this after its creation. Default: no such bound. */
        Optional<Duration> maxAge();

        /**
         * How many messages are kept, 1 to 1,000,000. Default 100. Environment, for the default namespace:
         * {@code CONTINUO_HISTORY_LIMIT}.
         */
        @WithDefault("100")
        int historyLimit();

        /** The bytes of one message. Default 256K. */
        @WithDefault("256K")
        MemorySize maxMessageBytes();

        /** The bytes of a session's state. Default 256K. */
        @WithDefault("256K")
        MemorySize maxStateBytes();

        /** How many top-level members a session's state may have. Default 256. */
        @WithDefault("256")
        int maxStateMembers();

        /** The bytes of a session's metadata. Default 16K. */
        @WithDefault("16K")
        MemorySize maxMetadataBytes();

        /** The bytes of one document. Default 256K. */
        @WithDefault("256K")
        MemorySize maxDocumentBytes();

        /** How many documents a session or a user may have. Default 1,000. */
        @WithDefault("1000")
        int maxDocuments();

        /**
         * What becomes of documents whose type is not configured: {@code accept}, they follow their session, or never expire
         * where a user owns them; {@code refuse}, the type does not exist. Default accept.
         */
        @WithDefault("accept")
        UnknownDocuments unknownDocuments();

        /** What the namespace may hold in all. */
        Quota quota();

        /** The types of documents, by name. */
        Map<String, DocumentSettings> documents();
    }

    /** {@code continuo.namespaces.<name>.quota.*} */
    interface Quota {

        /** Sessions of the namespace; 0 for any number. Default 0. */
        @WithDefault("0")
        long sessions();

        /** Documents of the namespace; 0 for any number. Default 0. */
        @WithDefault("0")
        long documents();

        /** Bytes of the namespace, as the store keeps them; 0 for any number. Default 0. */
        @WithDefault("0")
        MemorySize bytes();
    }

    /** {@code continuo.namespaces.<name>.documents.<type>.*} */
    interface DocumentSettings {

        /**
         * How long a document of this type lives after it was written. Default: as long as its session, or for ever where a
         * user owns it.
         */
        Optional<Duration> ttl();

        /** The longest life that a caller may ask for with {@code ?ttl=}. Default: no such bound. */
        Optional<Duration> maxTtl();
    }
}
