package io.continuo.api;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(AuditFacts.Audited.class)
class AuditOnEmbeddedTest extends AuditFacts {}
