package io.continuo.api;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(QuotaFacts.Bounded.class)
class QuotaOnEmbeddedTest extends ExactQuotaFacts {}
