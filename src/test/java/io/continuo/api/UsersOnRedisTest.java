package io.continuo.api;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(DocumentsOnRedisTest.OnRedis.class)
class UsersOnRedisTest extends UserFacts {}
