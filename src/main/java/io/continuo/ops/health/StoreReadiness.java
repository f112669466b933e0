package io.continuo.ops.health;

import jakarta.inject.Singleton;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

import io.continuo.model.StoreHealth;
import io.continuo.store.SessionStore;

/** UP while the store serves requests, as the store last observed itself; asks nobody. */
@Readiness
@Singleton
public final class StoreReadiness implements AsyncHealthCheck {

    private final SessionStore store;

    public StoreReadiness(SessionStore store) {
        this.store = store;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(this::observed);
    }

    private HealthCheckResponse observed() {
        StoreHealth health = store.health();
        return HealthCheckResponse.named("store")
                .status(health.available())
                .withData("store", store.name())
                .withData("degraded", health.fallback() != null)
                .withData("detail", health.detail())
                .build();
    }
}
