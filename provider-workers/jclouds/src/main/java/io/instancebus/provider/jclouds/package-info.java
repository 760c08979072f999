/**
 * The shared code of the adapters that use Apache jclouds: jclouds creates requests and reads answers, and {@link
 * io.instancebus.provider.http.Transport} sends them. jclouds' own executors repeat requests that must not be repeated,
 * have no deadline for a whole exchange, follow a service catalogue to any host, and log tokens.
 */
@NullMarked
package io.instancebus.provider.jclouds;

import org.jspecify.annotations.NullMarked;
