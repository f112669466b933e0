package io.continuo.api;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(RateFacts.Limited.class)
class RateOnEmbeddedTest extends RateFacts {}
