package io.continuo.api;

import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class BatchOnEmbeddedTest extends BatchFacts {}
