/**
 * The adapter for a Docker engine, whose containers are the instances. Apache jclouds makes the requests; for labels,
 * limits and filters, which its types do not have, it implements the interface {@link
 * io.instancebus.provider.docker.EngineCalls}. Requests go over the engine's Unix domain socket.
 */
@NullMarked
package io.instancebus.provider.docker;

import org.jspecify.annotations.NullMarked;
