/**
 * The adapter for VMware vCenter.
 *
 * <p>Hands act in one session ({@link io.instancebus.provider.vsphere.ActionSession}); the watcher has another, in
 * which {@link io.instancebus.provider.vsphere.LiveView} follows machines, recent tasks and events by one long
 * poll. What follows from them for an instance is worked out in
 * {@link io.instancebus.provider.vsphere.Picture}, which knows of no connection.
 *
 * <p>An instance's native id is the instance UUID of its machine, made from the request key. The machine's name ends
 * with the last twelve digits of it: so vCenter itself refuses a second clone of one command, and every task and event
 * about a clone says whose it is, also when nobody is left who started it.
 */
@NullMarked
package io.instancebus.provider.vsphere;

import org.jspecify.annotations.NullMarked;
