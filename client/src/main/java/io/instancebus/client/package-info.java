/**
 * The Java client for other services: publish a command, await its outcome, subscribe to events. You can do the same
 * with Kafka's own clients; this is shorter.
 */
@NullMarked
package io.instancebus.client;

import org.jspecify.annotations.NullMarked;
