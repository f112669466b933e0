package io.continuo.api;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

@QuarkusTest
@TestProfile(DocumentFacts.Types.class)
class DocumentsOnEmbeddedTest extends DocumentFacts {}
