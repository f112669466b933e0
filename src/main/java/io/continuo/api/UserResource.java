package io.continuo.api;

import java.util.Set;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

import io.continuo.model.UserKey;
import io.continuo.session.UserService;

/** {@code /api/v1/users/{user_id}}: what a user has. */
@Path("/api/v1/users/{user_id}")
@Produces(MediaType.APPLICATION_JSON)
public class UserResource {

    static final String USERS = "/api/v1/users";

    private final UserService users;
    private final QueryParameters parameters;
    private final Receipts receipts;

    public UserResource(UserService users, QueryParameters parameters, Receipts receipts) {
        this.receipts = receipts;
        this.users = users;
        this.parameters = parameters;
    }

    @GET
    public Uni<RestResponse<byte[]>> summary(@BeanParam Call call, @PathParam("user_id") String userId) {
        return users.summary(call.owner(userId)).map(UserAnswers::summary);
    }

    @GET
    @Path("/sessions")
    public Uni<RestResponse<byte[]>> sessions(
            @BeanParam Call call,
            @PathParam("user_id") String userId,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        UserKey user = call.owner(userId);
        return users.sessions(user, Cursors.read(user, cursor), parameters.limit(limit))
                .map(page -> UserAnswers.page(user, page));
    }

    /** Goes on where the caller leaves: a user who is half erased has no receipt. */
    @DELETE
    @Cancellable(false)
    public Uni<RestResponse<byte[]>> erase(@BeanParam Call call, @PathParam("user_id") String userId) {
        call.forAnyThread();
        UserKey user = call.owner(userId);
        Set<String> keep = QueryParameters.keep(call.queries("keep"));
        return users.erase(user, keep)
                .map(removed -> UserAnswers.erased(user, removed, receipts.erased(call, user, keep, removed, true)));
    }
}
