package io.continuo.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartCheckTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String DIGEST = "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
CONTINUO_SESION_TTL=1h | CONTINUO_SESION_TTL is no setting: write CONTINUO_SESSION_TTL, or leave it out.
CONTINUO_CLEANUP_EVRY=1h | CONTINUO_CLEANUP_EVRY is no setting: write CONTINUO_CLEANUP_EVERY, or leave it out.
CONTINUO_FROBNICATE=1 | CONTINUO_FROBNICATE is no setting: leave it out, or take a name from the configuration table of the README.
CONTINUO_NAMESPACES_MY_APP_TTL=1h | CONTINUO_NAMESPACES_MY_APP_TTL is no setting: write CONTINUO_NAMESPACES_<NAME>_<SETTING>, such as CONTINUO_NAMESPACES_TRT_TTL, for a name of letters and digits, and put other namespaces into config/application.properties.
CONTINUO_STORE=postgres | CONTINUO_STORE is postgres: write redis or embedded.
USE_REDIS_STATE=maybe | USE_REDIS_STATE is maybe: write true or false.
CONTINUO_SESSION_TTL=0 | CONTINUO_SESSION_TTL is 0s: write a duration above zero, such as 30s, 2h or 7d.
CONTINUO_SESSION_TTL=-5s | CONTINUO_SESSION_TTL is -5s: write a duration above zero, such as 30s, 2h or 7d.
CONTINUO_SESSION_TTL=soon | CONTINUO_SESSION_TTL is soon: write a duration such as 30s, 2h, 7d or PT2H.
REDIS_STATE_TTL=0 | REDIS_STATE_TTL is 0s: write a duration above zero, such as 30s, 2h or 7d.
CONTINUO_NAMESPACES_TRT_TTL=0 | CONTINUO_NAMESPACES_TRT_TTL is 0s: write a duration above zero, such as 30s, 2h or 7d.
CONTINUO_NAMESPACES_TRT_MAX_STATE_BYTES=big | CONTINUO_NAMESPACES_TRT_MAX_STATE_BYTES is big: write a size such as 262144, 256K or 1M.
CONTINUO_NAMESPACES_TRT_MAX_AGE=0 | CONTINUO_NAMESPACES_TRT_MAX_AGE is 0s: write a duration above zero, such as 30s, 2h or 7d.
CONTINUO_NAMESPACES_TRT_MAX_DOCUMENTS=0 | CONTINUO_NAMESPACES_TRT_MAX_DOCUMENTS is 0: write a number from 1 to 1000000.
CONTINUO_NAMESPACES_TRT_MAX_DOCUMENT_BYTES=0 | CONTINUO_NAMESPACES_TRT_MAX_DOCUMENT_BYTES is 0: write a size from 1 to 1G.
CONTINUO_NAMESPACES_TRT_UNKNOWN_DOCUMENTS=drop | CONTINUO_NAMESPACES_TRT_UNKNOWN_DOCUMENTS is drop: write accept or refuse.
CONTINUO_NAMESPACES_DEFAULT_DOCUMENTS_SCENE_TTL=0 | CONTINUO_NAMESPACES_DEFAULT_DOCUMENTS_SCENE_TTL is 0s: write a duration above zero, such as 30s, 2h or 7d.
CONTINUO_NAMESPACES_DEFAULT_DOCUMENTS_SCENE_TTL=soon | CONTINUO_NAMESPACES_DEFAULT_DOCUMENTS_SCENE_TTL is soon: write a duration such as 30s, 2h, 7d or PT2H.
CONTINUO_NAMESPACES_DEFAULT_DOCUMENTS_SCENE_MAX_TTL=-1s | CONTINUO_NAMESPACES_DEFAULT_DOCUMENTS_SCENE_MAX_TTL is -1s: write a duration above zero, such as 30s, 2h or 7d.
CONTINUO_NAMESPACES_TRT_DOCUMENTS_SCENE_TTL=2h CONTINUO_NAMESPACES_TRT_DOCUMENTS_SCENE_MAX_TTL=1h | CONTINUO_NAMESPACES_TRT_DOCUMENTS_SCENE_TTL is 2h, longer than CONTINUO_NAMESPACES_TRT_DOCUMENTS_SCENE_MAX_TTL, which is 1h: write a shorter one.
CONTINUO_NAMESPACES_TRT_DOCUMENTS_USER_PREFERENCES_TTL=2h | CONTINUO_NAMESPACES_TRT_DOCUMENTS_USER_PREFERENCES_TTL is no setting: write CONTINUO_NAMESPACES_<NAME>_<SETTING>, such as CONTINUO_NAMESPACES_TRT_TTL, for a name of letters and digits, and put other namespaces into config/application.properties.
CONTINUO_HISTORY_LIMIT=0 | CONTINUO_HISTORY_LIMIT is 0: write a number from 1 to 1000000.
CONTINUO_HISTORY_LIMIT=1000001 | CONTINUO_HISTORY_LIMIT is 1000001: write a number from 1 to 1000000.
CONTINUO_HISTORY_LIMIT=many | CONTINUO_HISTORY_LIMIT is many: write a whole number.
CONTINUO_PARTITIONS=0 | CONTINUO_PARTITIONS is 0: write a number from 1 to 999.
CONTINUO_PARTITIONS=1000 | CONTINUO_PARTITIONS is 1000: write a number from 1 to 999.
CONTINUO_PARTITIONS= | CONTINUO_PARTITIONS is empty: write a whole number, or leave it out.
CONTINUO_COMPRESSION_LEVEL=20 | CONTINUO_COMPRESSION_LEVEL is 20: write a number from 1 to 19.
CONTINUO_COMPRESSION_THRESHOLD=0 | CONTINUO_COMPRESSION_THRESHOLD is 0: write a size from 1 to 1G.
CONTINUO_CLEANUP_EVERY=0s | CONTINUO_CLEANUP_EVERY is 0s: write a duration above zero, such as 30s, 2h or 7d.
CONTINUO_CLEANUP_BATCH=0 | CONTINUO_CLEANUP_BATCH is 0: write a number from 1 to 10000.
CONTINUO_EMBEDDED_COMMIT_EVERY=-1s | CONTINUO_EMBEDDED_COMMIT_EVERY is -1s: write a duration from 0 to 1m.
CONTINUO_LIMITS_PAGE_SIZE=501 | CONTINUO_LIMITS_PAGE_SIZE is 501: write a number from 1 to 500.
CONTINUO_LIMITS_RATE_REQUESTS_PER_SECOND=-1 | CONTINUO_LIMITS_RATE_REQUESTS_PER_SECOND is -1: write a number from 0 to 1000000.
CONTINUO_LIMITS_KEYS_APP_REQUESTS_PER_SECOND=1000001 | CONTINUO_LIMITS_KEYS_APP_REQUESTS_PER_SECOND is 1000001: write a number from 0 to 1000000.
CONTINUO_LIMITS_RATE_BYTES_PER_SECOND=2G | CONTINUO_LIMITS_RATE_BYTES_PER_SECOND is 2147483648: write a size from 1 to 1G.
CONTINUO_NAMESPACES_TRT_QUOTA_SESSIONS=-1 | CONTINUO_NAMESPACES_TRT_QUOTA_SESSIONS is -1: write a number from 0 on, 0 for any.
CONTINUO_LIMITS_BODY_BYTES=0 | CONTINUO_LIMITS_BODY_BYTES is 0: write a size from 1 to 1G.
CONTINUO_LIMITS_DRAIN_BYTES=512K | CONTINUO_LIMITS_DRAIN_BYTES is 524288: write at least 8388608, the largest body that is taken.
CONTINUO_LOG_JSON=perhaps | CONTINUO_LOG_JSON is perhaps: write true or false.
CONTINUO_DATA_DIR=/dev/null/x | CONTINUO_DATA_DIR is /dev/null/x: write the path of a directory that can be written.
REDIS_PORT=99999 | REDIS_PORT is 99999: write a number from 1 to 65535.
REDIS_PORT=redis | REDIS_PORT is redis: write a whole number.
REDIS_DB=-1 | REDIS_DB is -1: write a number from 0 to 99999.
REDIS_MAX_CONNECTIONS=0 | REDIS_MAX_CONNECTIONS is 0: write a number from 1 to 10000.
CONTINUO_REDIS_CONNECTIONS=0 | CONTINUO_REDIS_CONNECTIONS is 0: write a number from 1 to 10000.
REDIS_SOCKET_TIMEOUT=0 | REDIS_SOCKET_TIMEOUT is 0s: write a duration above zero, such as 30s, 2h or 7d.
CONTINUO_REDIS_SILENCE_LIMIT=100ms | CONTINUO_REDIS_SILENCE_LIMIT is 0.1s: write more than 0.25s, the interval of the heartbeat.
CONTINUO_REDIS_TLS_CA_FILE=/nowhere.pem | CONTINUO_REDIS_TLS_CA_FILE is /nowhere.pem: write the path of a PEM file that can be read.
CONTINUO_REDIS_MODE=replicated | CONTINUO_REDIS_MODE is replicated: write standalone or sentinel or cluster.
CONTINUO_REDIS_MODE=cluster | continuo.partitions is 1, which keeps all keys on one node of the cluster: write a number from 2 to 999, such as CONTINUO_PARTITIONS=64.
CONTINUO_REDIS_MODE=cluster CONTINUO_PARTITIONS=8 REDIS_DB=2 | REDIS_DB is 2: write 0, a cluster has no other database.
REDIS_URL=redis://a,redis://b | REDIS_URL names 2 servers: set CONTINUO_REDIS_MODE to sentinel or cluster, or name one.
REDIS_URL=redis://a,rediss://b CONTINUO_REDIS_MODE=sentinel | REDIS_URL cannot be used: write all of them with redis:// or all with rediss://.
REDIS_URL=localhost:6379 | REDIS_URL cannot be used: write redis://host:port, or rediss://host:port for TLS.
REDIS_URL=redis://u:se#cret@r | REDIS_URL cannot be used: write redis://[user:password@]host[:port][/db] with a host name of letters, digits, hyphens and dots.
REDIS_URL=redis://u:se^cret@r | REDIS_URL cannot be used: write redis://[user:password@]host[:port][/db] and percent-encode the special characters of the password, or put the password into REDIS_PASSWORD as it is.
REDIS_URL=redis://secret@r | REDIS_URL cannot be used: write user:password@ or :password@ before the host.
REDIS_URL=redis://r/first | REDIS_URL cannot be used: write the number of the database behind the slash, such as /0.
REDIS_HOST=my_redis | REDIS_HOST cannot be used: write redis://[user:password@]host[:port][/db] with a host name of letters, digits, hyphens and dots.
HTTP_HOST=0.0.0.0 | HTTP_HOST is 0.0.0.0, which others can reach, and there are no API keys: set CONTINUO_API_KEYS to name:namespace:role:key with a key such as the output of openssl rand -hex 32, or CONTINUO_AUTH=off to let everyone in.
HTTP_HOST=192.0.2.1 CONTINUO_API_KEYS= | HTTP_HOST is 192.0.2.1, which others can reach, and there are no API keys: set CONTINUO_API_KEYS to name:namespace:role:key with a key such as the output of openssl rand -hex 32, or CONTINUO_AUTH=off to let everyone in.
CONTINUO_API_KEYS=secret | CONTINUO_API_KEYS cannot be used: entry 1 is no key, write name:namespace:role:key with a name of 1 to 64 characters of A-Z a-z 0-9 . _ -.
CONTINUO_API_KEYS_FILE=/nowhere/keys | CONTINUO_API_KEYS_FILE cannot be used: the file cannot be read, write the path of a text file of this service's user.
CONTINUO_JWT_KEY_LOCATION=/nowhere.pem | CONTINUO_JWT_KEY_LOCATION is /nowhere.pem: write the path of a file that can be read, or an https:// URL.
CONTINUO_JWT_KEY_LOCATION=http://login.example.com/keys | CONTINUO_JWT_KEY_LOCATION is http://login.example.com/keys: write the path of a file that can be read, or an https:// URL.
CONTINUO_JWT_KEY_LOCATION=https://login.example.com/keys | continuo.jwt.audience is not set: write the audience that tokens for this service have, so that those for other services are not taken.
CONTINUO_AUDIT=file | CONTINUO_AUDIT is file, and there is no directory: write one as CONTINUO_AUDIT_DIR or CONTINUO_DATA_DIR.
CONTINUO_AUDIT=file CONTINUO_AUDIT_DIR=/dev/null/x | CONTINUO_AUDIT_DIR is /dev/null/x: write the path of a directory that can be written.
CONTINUO_AUDIT=paper | CONTINUO_AUDIT is paper: write off or file or log.
CONTINUO_AUDIT_FILE_BYTES=1K | CONTINUO_AUDIT_FILE_BYTES is 1024: write at least 4096.
CONTINUO_AUDIT_MAX_BYTES=16M | CONTINUO_AUDIT_MAX_BYTES is 16777216: write at least 33554432.
CONTINUO_AUDIT_KEEP_FOR=0 | CONTINUO_AUDIT_KEEP_FOR is 0s: write a duration above zero, such as 30s, 2h or 7d.
CONTINUO_ANONYMIZE_KEY=s3cret | CONTINUO_ANONYMIZE_KEY is shorter than 32 characters and can be guessed: take the output of openssl rand -hex 32.
CONTINUO_AUTH=perhaps | CONTINUO_AUTH is perhaps: write true or false.
CONTINUO_OPEN_PATHS=/metrics,/api | CONTINUO_OPEN_PATHS is /api: write any of /metrics, /openapi, /swagger-ui.
HTTPS_CERT=/etc/hosts | continuo.https.key is not set: HTTPS needs HTTPS_CERT and HTTPS_KEY, the paths of PEM files.
HTTPS_KEY=/etc/hosts | continuo.https.certificate is not set: HTTPS needs HTTPS_CERT and HTTPS_KEY, the paths of PEM files.
HTTPS_CERT=/nowhere.pem HTTPS_KEY=/etc/hosts | HTTPS_CERT is /nowhere.pem: write the path of a PEM file that can be read.
HTTPS_CERT=/etc/hosts HTTPS_KEY=/nowhere.pem | HTTPS_KEY is /nowhere.pem: write the path of a PEM file that can be read.
HTTPS_CERT=/etc/hosts HTTPS_KEY=/etc/hosts HTTP_HOST=0.0.0.0 | HTTP_HOST is 0.0.0.0, which others can reach, and there are no API keys: set CONTINUO_API_KEYS to name:namespace:role:key with a key such as the output of openssl rand -hex 32, or CONTINUO_AUTH=off to let everyone in.
QUARKUS_TLS_KEY_STORE_PEM_0_CERT=/etc/hosts | QUARKUS_TLS_KEY_STORE_PEM_0_CERT would be passed over: write HTTPS_CERT and HTTPS_KEY.
HTTPS_PORT=web | HTTPS_PORT is web: write a port from 1 to 65535, or 0 for any free one.
HTTP_PORT=99999 | HTTP_PORT is 99999: write a port from 1 to 65535, or 0 for any free one.
HTTP_PORT=web | HTTP_PORT is web: write a port from 1 to 65535, or 0 for any free one.
HTTP_PORT= | HTTP_PORT is empty: write a value, or leave it out.
CONTINUO_KEY_PREFIX=app: | CONTINUO_KEY_PREFIX is app:: write 1 to 100 characters of A-Z a-z 0-9 . _ - : without a colon at the end.
CONTINUO_KEY_PREFIX={app} | CONTINUO_KEY_PREFIX is {app}: write 1 to 100 characters of A-Z a-z 0-9 . _ - : without a colon at the end.
CONTINUO_KEY_PREFIX=continuo | CONTINUO_KEY_PREFIX is continuo, which overlaps with continuo:<name>, the prefix of every namespace without one: write a prefix of its own.
CONTINUO_NAMESPACES_A_KEY_PREFIX=app CONTINUO_NAMESPACES_B_KEY_PREFIX=app | CONTINUO_NAMESPACES_B_KEY_PREFIX is app and the namespace a has app: write prefixes of which none is the beginning of another.
CONTINUO_NAMESPACES_A_KEY_PREFIX=app CONTINUO_NAMESPACES_B_KEY_PREFIX=app:x | CONTINUO_NAMESPACES_B_KEY_PREFIX is app:x and the namespace a has app: write prefixes of which none is the beginning of another.
REDIS_PORT=tcp://10.0.0.1:6379 | REDIS_PORT is tcp://10.0.0.1:6379: Kubernetes set it for a Service named redis; set enableServiceLinks: false in the pod's spec, or give the Service another name.
CONTINUO_SERVICE_HOST=10.0.0.1 | CONTINUO_SERVICE_HOST is 10.0.0.1: Kubernetes set it for a Service named continuo; set enableServiceLinks: false in the pod's spec, or give the Service another name.
CONTINUO_PORT_8090_TCP_ADDR=10.0.0.1 | CONTINUO_PORT_8090_TCP_ADDR is 10.0.0.1: Kubernetes set it for a Service named continuo; set enableServiceLinks: false in the pod's spec, or give the Service another name.
CONTINUO_REDIS_PORT=tcp://10.0.0.1:6379 | CONTINUO_REDIS_PORT is tcp://10.0.0.1:6379: Kubernetes set it for a Service named continuo-redis; set enableServiceLinks: false in the pod's spec, or give the Service another name.
""")
    void isRefusedInOneSentence(String variables, String sentence) {
        assertThat(refusal(TestSettings.variables(variables), Map.of())).isEqualTo(sentence);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
continuo.sesion.ttl=1h | continuo.sesion.ttl is no setting: leave it out, or take a name from the configuration table of the README.
continuo.namespaces.trt.tll=1h | continuo.namespaces.trt.tll is no setting: write continuo.namespaces.trt.ttl, or leave it out.
continuo.namespaces.trt.documents.scene.tll=1h | continuo.namespaces.trt.documents.scene.tll is no setting: write continuo.namespaces.trt.documents.scene.ttl, or leave it out.
continuo.namespaces.trt.documents.scene=1h | continuo.namespaces.trt.documents.scene is no setting: leave it out, or take a name from the configuration table of the README.
continuo.namespaces.trt.documents."a/b".ttl=1h | continuo.namespaces.trt.documents.a/b.* names no document type: write 1 to 200 characters of A-Z a-z 0-9 . _ - : @ + ~ =, other than "." and ".." for its name.
continuo.namespaces.trt.documents."a.b".ttl=2h continuo.namespaces.trt.documents."a.b".max-ttl=1h | continuo.namespaces.trt.documents."a.b".ttl is 2h, longer than continuo.namespaces.trt.documents."a.b".max-ttl, which is 1h: write a shorter one.
continuo.namespaces.TRT.ttl=1h | continuo.namespaces.TRT.* names no namespace: write 1 to 64 characters of a-z 0-9 - _ for its name.
continuo.namespaces.my-app.history-limit=0 | continuo.namespaces.my-app.history-limit is 0: write a number from 1 to 1000000.
continuo.redis.password=${NOT_SET} | continuo.redis.password refers with ${...} to something that is not set: set that too, or write $$ for a dollar sign.
continuo.redis.master-name= continuo.redis.mode=sentinel | continuo.redis.master-name is empty: write a value, or leave it out.
""")
    void isRefusedInAFileToo(String properties, String sentence) {
        assertThat(refusal(Map.of(), TestSettings.variables(properties))).isEqualTo(sentence);
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "CONTINUO_SESSION_TTL=7d CONTINUO_HISTORY_LIMIT=1000000 CONTINUO_PARTITIONS=999",
        "CONTINUO_REDIS_MODE=cluster CONTINUO_PARTITIONS=64 REDIS_HOST=r",
        "CONTINUO_REDIS_MODE=sentinel REDIS_HOST=r",
        "CONTINUO_REDIS_MODE=sentinel CONTINUO_REDIS_MASTER_NAME=m REDIS_PASSWORD=",
        "CONTINUO_STORE=redis REDIS_MAX_CONNECTIONS=1",
        "CONTINUO_KEY_PREFIX=continuo:default CONTINUO_NAMESPACES_TRT_KEY_PREFIX=trt",
        "CONTINUO_NAMESPACES_TRT_TTL=1h CONTINUO_NAMESPACES_TRT2_TTL=1h",
        "REDIS_PORT=6379 REDIS_SERVICE_HOST=10.0.0.1 REDIS_PORT_6379_TCP_ADDR=10.0.0.1",
        "HTTP_PORT=0 HTTP_HOST=localhost",
        "HTTP_HOST=127.0.0.9",
        "HTTP_HOST=::1",
        "HTTP_HOST=0.0.0.0 CONTINUO_JWT_KEY_LOCATION=https://login.example.com/keys CONTINUO_JWT_AUDIENCE=continuo",
        "HTTP_HOST=0.0.0.0 CONTINUO_API_KEYS=app:default:client:" + KEY,
        "CONTINUO_API_KEYS=a:x:reader:" + KEY + ",b:*:admin:sha256:" + DIGEST
                + " CONTINUO_OPEN_PATHS=/metrics,/openapi",
        "CONTINUO_LOG_JSON=true CONTINUO_SEED_PATHS=no CONTINUO_ANONYMIZE_KEY=" + DIGEST,
        "CONTINUO_API_KEYS=app:default:client:" + KEY + " CONTINUO_LIMITS_RATE_REQUESTS_PER_SECOND=1000000"
                + " CONTINUO_LIMITS_KEYS_APP_BYTES_PER_SECOND=1G CONTINUO_NAMESPACES_TRT_QUOTA_BYTES=10G",
        "CONTINUO_NAMESPACES_DEFAULT_DOCUMENTS_SCENE_TTL=30m CONTINUO_NAMESPACES_DEFAULT_DOCUMENTS_SCENE_MAX_TTL=30m",
        "CONTINUO_NAMESPACES_TRT_UNKNOWN_DOCUMENTS=refuse CONTINUO_NAMESPACES_TRT_DOCUMENTS_SCENE_TTL=",
    })
    void isTaken(String variables) {
        assertThat(StartCheck.check(TestSettings.environment(TestSettings.variables(variables))))
                .isEmpty();
    }

    @Test
    void aMaxAgeBelowTheTtlIsAWarning() {
        assertThat(StartCheck.check(TestSettings.environment(Map.of("CONTINUO_NAMESPACES_TRT_MAX_AGE", "1h"))))
                .containsExactly("CONTINUO_NAMESPACES_TRT_MAX_AGE is 1h, shorter than the ttl of 24h: no session"
                        + " reaches its ttl.");
    }

    @Test
    void openToEveryoneIsAWarning() {
        assertThat(StartCheck.check(TestSettings.environment(Map.of("CONTINUO_AUTH", "off", "HTTP_HOST", "0.0.0.0"))))
                .containsExactly("CONTINUO_AUTH is off: whoever can reach this service may do everything.");
    }

    @Test
    void aShortKeyIsAWarning() {
        assertThat(StartCheck.check(TestSettings.environment(Map.of("CONTINUO_API_KEYS", "a:b:reader:s3cret"))))
                .containsExactly("The API key a is shorter than 20 characters and can be guessed: take the output of"
                        + " openssl rand -hex 32.");
    }

    @Test
    void ratesOfCallersWhoNeedNotBeKnownAreAWarning() {
        assertThat(StartCheck.check(
                        TestSettings.environment(Map.of("CONTINUO_LIMITS_KEYS_APP_REQUESTS_PER_SECOND", "5"))))
                .containsExactly(
                        "Rates of callers are limited, but callers need not say who they are: nobody is held to them.");
    }

    @Test
    void aFileIsNoDataDirectory(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(refusal(Map.of("CONTINUO_DATA_DIR", file.toString()), Map.of()))
                .isEqualTo("CONTINUO_DATA_DIR is " + file + ": write the path of a directory that can be written.");
        assertThat(StartCheck.check(TestSettings.environment(
                        Map.of("CONTINUO_DATA_DIR", directory.resolve("new").toString()))))
                .isEmpty();
    }

    @Test
    void noSecretIsRepeated() {
        assertThat(refusal(Map.of("REDIS_URL", "redis://u:s3cret^@r"), Map.of()))
                .doesNotContain("s3cret");
        assertThat(refusal(Map.of(), Map.of("continuo.redis.password", "s3cret${x}")))
                .doesNotContain("s3cret");
        assertThat(refusal(Map.of(), Map.of("continuo.api-keys", "a:b:c:s3cret${x}")))
                .doesNotContain("s3cret");
    }

    private static String refusal(Map<String, String> variables, Map<String, String> properties) {
        RefusedSetting refused = catchThrowableOfType(
                RefusedSetting.class, () -> StartCheck.check(TestSettings.of(variables, properties)));
        assertThat(refused).isNotNull();
        return String.valueOf(refused.getMessage());
    }
}
