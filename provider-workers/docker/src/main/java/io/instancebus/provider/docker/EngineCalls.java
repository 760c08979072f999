package io.instancebus.provider.docker;

import jakarta.inject.Named;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.jclouds.http.functions.ReturnStringIf2xx;
import org.jclouds.io.Payload;
import org.jclouds.rest.annotations.BinderParam;
import org.jclouds.rest.annotations.ResponseParser;
import org.jclouds.rest.binders.BindToJsonPayload;

/**
 * Calls of the engine for which jclouds' types are too old; jclouds implements them like its own. An error response
 * always becomes an exception here; jclouds' own listing takes a 404 for an empty list.
 */
@Consumes(MediaType.APPLICATION_JSON)
@Path("/v{jclouds.api-version}")
interface EngineCalls {
    /** @param container the container, with labels and limits that jclouds' Config does not have */
    @Named("container:create")
    @POST
    @Path("/containers/create")
    Created create(
            @QueryParam("name") String name, @BinderParam(BindToJsonPayload.class) Map<String, Object> container);

    /** Copies the files of a tar archive into a container. */
    @Named("container:archive")
    @PUT
    @Path("/containers/{id}/archive")
    void put(@PathParam("id") String container, @QueryParam("path") String folder, Payload tar);

    /**
     * Lists containers as JSON text: jclouds would refuse the whole list for one invalid container.
     *
     * @param filters as JSON: {"label":["name=value"]}
     */
    @Named("containers:list")
    @GET
    @Path("/containers/json")
    @ResponseParser(ReturnStringIf2xx.class)
    String list(@QueryParam("all") boolean all, @QueryParam("filters") String filters);

    @Named("container:inspect")
    @GET
    @Path("/containers/{id}/json")
    Inspected inspect(@PathParam("id") String container);

    @Named("images:list")
    @GET
    @Path("/images/json")
    @ResponseParser(ReturnStringIf2xx.class)
    String images();

    @Named("info")
    @GET
    @Path("/info")
    EngineInfo info();
}
