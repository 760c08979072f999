package io.instancebus.provider.docker;

import org.jclouds.docker.DockerApi;
import org.jclouds.rest.annotations.Delegate;

/** The engine's API: jclouds' part, and the calls that jclouds lacks. */
interface EngineApi extends DockerApi {
    @Delegate
    EngineCalls calls();
}
