package io.continuo.ops.health;

import jakarta.inject.Singleton;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * UP as long as the process answers. It does not know the store: restarting a replica does not bring a store back, and
 * would lose what the replica holds for it.
 */
@Liveness
@Singleton
public final class ProcessLiveness implements AsyncHealthCheck {

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(HealthCheckResponse.up("continuo"));
    }
}
