package io.instancebus.provider.openstack;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.Closeable;
import org.jclouds.http.functions.ReturnStringIf2xx;
import org.jclouds.javax.annotation.Nullable;
import org.jclouds.openstack.keystone.auth.filters.AuthenticateRequest;
import org.jclouds.openstack.nova.v2_0.features.ServerApi;
import org.jclouds.rest.annotations.Delegate;
import org.jclouds.rest.annotations.RequestFilters;
import org.jclouds.rest.annotations.ResponseParser;

/** Nova at its configured endpoint. jclouds' own NovaApi discovers endpoints and extensions with requests. */
interface NovaApi extends Closeable {
    @Delegate
    ServerApi servers();

    @Delegate
    Lists lists();

    @Delegate
    Reads reads();

    /** The parts of the catalogue as Nova's JSON, in pages after a marker. */
    @RequestFilters(AuthenticateRequest.class)
    @Consumes(MediaType.APPLICATION_JSON)
    interface Lists {
        @GET
        @Path("/images/detail")
        @ResponseParser(ReturnStringIf2xx.class)
        String images(@Nullable @QueryParam("marker") String marker);

        @GET
        @Path("/flavors/detail")
        @ResponseParser(ReturnStringIf2xx.class)
        String flavors(@Nullable @QueryParam("marker") String marker);

        @GET
        @Path("/os-availability-zone")
        @ResponseParser(ReturnStringIf2xx.class)
        String zones();
    }

    /** Servers as Nova's JSON: jclouds' own type has no fault, and some servers cannot be converted to it. */
    @RequestFilters(AuthenticateRequest.class)
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/servers")
    interface Reads {
        String VERSION = "X-OpenStack-Nova-API-Version";

        /**
         * A page of the list of all servers.
         *
         * @param since a time such as 2026-11-25T20:00:00Z: only servers changed since then, deleted ones included
         * @param marker the last server of the previous page
         */
        @GET
        @Path("/detail")
        @ResponseParser(ReturnStringIf2xx.class)
        String list(
                @HeaderParam(VERSION) String version,
                @QueryParam("limit") int limit,
                @Nullable @QueryParam("changes-since") String since,
                @Nullable @QueryParam("marker") String marker);

        @GET
        @Path("/{id}")
        @ResponseParser(ReturnStringIf2xx.class)
        String get(@PathParam("id") String id);
    }
}
