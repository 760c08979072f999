package io.instancebus.provider.docker;

import org.jclouds.docker.DockerApi;
import org.jclouds.rest.annotations.Delegate;

/** What jclouds knows of the engine, and what it does not. */
interface EngineApi extends DockerApi {
    @Delegate
    EngineCalls calls();
}
