package io.continuo.ops.health;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** UP once everything else that starts with the service has started. */
@Startup
@Singleton
public final class ServiceStarted implements AsyncHealthCheck {

    private volatile boolean started;

    /** Last of the observers, so that a failed start is never UP. */
    void started(@Observes @Priority(Integer.MAX_VALUE) StartupEvent event) {
        started = true;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom().item(this::observed);
    }

    private HealthCheckResponse observed() {
        return HealthCheckResponse.named("started").status(started).build();
    }
}
