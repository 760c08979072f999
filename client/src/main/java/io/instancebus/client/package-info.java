/**
 * The Java client for other services: publish a command, await its outcome, subscribe to events. Everything here can be
 * done with Kafka's own clients too; this is the short way.
 */
@NullMarked
package io.instancebus.client;

import org.jspecify.annotations.NullMarked;
