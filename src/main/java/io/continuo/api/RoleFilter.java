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
import io.continuo.api.http.RequestAudit;
import io.continuo.model.AccessRole;

/**
 * Holds a call to the role that it needs once it is known which resource answers it, so that no way to write a path leads
 * around the table.
 */
@Singleton
public class RoleFilter {

    /** A call, and the role that it needs. */
    private record Rule(String call, AccessRole needed) {}

    private final Map<String, Rule> rules = new HashMap<>();

    RoleFilter(ResourceCalls calls) {
        calls.all()
                .forEach(call -> rules.put(call.resource(), new Rule(call.toString(), Routes.needed(call.toString()))));
    }

    /** With an operation or a resource that there is no rule for, the service does not start. */
    void everyOperationHasARule(@Observes StartupEvent event, Operations operations) {
        operations.names().forEach(name -> Routes.needed("batch " + name));
    }

    @ServerRequestFilter
    public void check(SimpleResourceInfo resource, RoutingContext context) {
        String name = ResourceCalls.resource(resource.getResourceClass(), resource.getMethodName());
        Rule rule = Objects.requireNonNull(rules.get(name), name);
        RequestAudit.note(context).call(rule.call(), rule.needed());
        AccessGate.caller(context).require(rule.needed());
    }
}
