package io.continuo.api;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/sessions/{id}/documents}: the documents of a session. */
@Path("/api/v1/sessions/{id}/documents")
@Produces(MediaType.APPLICATION_JSON)
public class SessionDocumentResource {

    private final DocumentCalls documents;

    public SessionDocumentResource(DocumentCalls documents) {
        this.documents = documents;
    }

    @GET
    public Uni<RestResponse<byte[]>> list(
            @BeanParam Call call,
            @PathParam("id") String id,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return documents.list(call, call.session(id), limit, cursor);
    }

    @PUT
    @Path("/{type}/{key}")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<RestResponse<byte[]>> put(
            @BeanParam Call call,
            @PathParam("id") String id,
            @PathParam("type") String type,
            @PathParam("key") String key) {
        return documents.put(call, call.document(call.session(id), type, key));
    }

    @GET
    @Path("/{type}/{key}")
    public Uni<RestResponse<byte[]>> load(
            @BeanParam Call call,
            @PathParam("id") String id,
            @PathParam("type") String type,
            @PathParam("key") String key) {
        return documents.load(call, call.document(call.session(id), type, key));
    }

    @HEAD
    @Path("/{type}/{key}")
    public Uni<RestResponse<byte[]>> exists(
            @BeanParam Call call,
            @PathParam("id") String id,
            @PathParam("type") String type,
            @PathParam("key") String key) {
        return documents.exists(call, call.document(call.session(id), type, key));
    }

    @DELETE
    @Path("/{type}/{key}")
    public Uni<RestResponse<byte[]>> delete(
            @BeanParam Call call,
            @PathParam("id") String id,
            @PathParam("type") String type,
            @PathParam("key") String key) {
        return documents.delete(call, call.document(call.session(id), type, key));
    }
}
