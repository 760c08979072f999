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
 * Calls of the engine that jclouds' own types are too old for; jclouds implements them as it does its own. An answer
 * that is an error is always an exception here: jclouds' listing takes a 404 for an empty list.
 */
@Consumes(MediaType.APPLICATION_JSON)
@Path("/v{jclouds.api-version}")
interface EngineCalls {
    /** @param container with labels and limits, which jclouds' Config has no place for */
    @Named("container:create")
    @POST
    @Path("/containers/create")
    Created create(
            @QueryParam("name") String name, @BinderParam(BindToJsonPayload.class) Map<String, Object> container);

    /** Puts the files of a tar archive into a container. */
    @Named("container:archive")
    @PUT
    @Path("/containers/{id}/archive")
    void put(@PathParam("id") String container, @QueryParam("path") String folder, Payload tar);

    /**
     * Containers as the engine writes them: jclouds would refuse the whole list for one.
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
