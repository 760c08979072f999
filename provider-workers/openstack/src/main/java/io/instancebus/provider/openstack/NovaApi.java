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

/**
 * Nova at the one endpoint that is configured: jclouds' own NovaApi finds its endpoints, and what a cloud can do, by
 * asking it.
 */
interface NovaApi extends Closeable {
    @Delegate
    ServerApi servers();

    @Delegate
    Lists lists();

    @Delegate
    Looks looks();

    /** What servers can be made from, as Nova writes it: a page of each, after a marker. */
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

    /** Servers as Nova writes them: what jclouds makes of them has no fault, and cannot be made of each. */
    @RequestFilters(AuthenticateRequest.class)
    @Consumes(MediaType.APPLICATION_JSON)
    @Path("/servers")
    interface Looks {
        String VERSION = "X-OpenStack-Nova-API-Version";

        /**
         * A page of all servers.
         *
         * @param since as 2026-11-25T20:00:00Z: only those that have changed since then, those that are deleted too
         * @param marker the last of the page before
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
