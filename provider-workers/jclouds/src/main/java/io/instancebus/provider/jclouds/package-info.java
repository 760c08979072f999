/**
 * What the adapters through Apache jclouds share: jclouds makes requests and reads answers, and everything between goes
 * through {@link io.instancebus.provider.http.Transport}. jclouds' own executors repeat what must not be repeated,
 * have no deadline for a whole exchange, follow what a service catalogue says to any host, and log tokens.
 */
@NullMarked
package io.instancebus.provider.jclouds;

import org.jspecify.annotations.NullMarked;
