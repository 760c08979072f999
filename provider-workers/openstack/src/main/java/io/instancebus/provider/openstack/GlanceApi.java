package io.instancebus.provider.openstack;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.Closeable;
import org.jclouds.http.functions.ReturnStringIf2xx;
import org.jclouds.openstack.keystone.auth.filters.AuthenticateRequest;
import org.jclouds.rest.annotations.RequestFilters;
import org.jclouds.rest.annotations.ResponseParser;

/** Glance v2 at its configured endpoint. jclouds has only version 1, which no longer exists. */
@RequestFilters(AuthenticateRequest.class)
@Consumes(MediaType.APPLICATION_JSON)
@Path("/v2/images")
interface GlanceApi extends Closeable {
    @GET
    @ResponseParser(ReturnStringIf2xx.class)
    String list(@QueryParam("status") String status, @QueryParam("limit") int limit);

    @GET
    @ResponseParser(ReturnStringIf2xx.class)
    String list(
            @QueryParam("status") String status, @QueryParam("limit") int limit, @QueryParam("marker") String marker);
}
