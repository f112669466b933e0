package io.continuo.api;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(Locked.class)
class WallsOnEmbeddedTest extends WallsFacts {}
