package io.continuo.api;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.RoutingContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

import io.continuo.access.Routes;
import io.continuo.api.http.AccessGate;
import io.continuo.model.AccessRole;

/**
 * Holds a call to the role that it needs once it is known which resource answers it, so that no way to write a path leads
 * around the table.
 */
@Singleton
public class RoleFilter {

    private final Map<String, AccessRole> needed = new HashMap<>();

    RoleFilter(ResourceCalls calls) {
        calls.all().forEach(call -> needed.put(call.resource(), Routes.needed(call.toString())));
    }

    /** With an operation or a resource that there is no rule for, the service does not start. */
    void everyOperationHasARule(@Observes StartupEvent event, Operations operations) {
        operations.names().forEach(name -> Routes.needed("batch " + name));
    }

    @ServerRequestFilter
    public void check(SimpleResourceInfo resource, RoutingContext context) {
        String name = ResourceCalls.resource(resource.getResourceClass(), resource.getMethodName());
        AccessGate.caller(context).require(Objects.requireNonNull(needed.get(name), name));
    }
}
