/**
 * An account with a Docker engine, whose containers are the instances. Apache jclouds makes the requests, and what its
 * types cannot say (labels, limits, filters) goes through an interface of ours that it implements
 * ({@link io.instancebus.provider.docker.EngineCalls}). The engine is asked over its Unix domain socket.
 */
@NullMarked
package io.instancebus.provider.docker;

import org.jspecify.annotations.NullMarked;
