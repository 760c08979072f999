/**
 * The adapter for VMware vCenter.
 *
 * <p>Hands act in one session ({@link io.instancebus.provider.vsphere.ActionSession}). The watcher has another, in
 * which {@link io.instancebus.provider.vsphere.MachineFollower} receives the changes of machines, recent tasks and
 * events by one long poll. {@link io.instancebus.provider.vsphere.FollowedMachines} applies them and derives the
 * sightings; it knows no connection.
 *
 * <p>The native id of an instance is the instance UUID of its machine, derived from the request key. The machine's name
 * ends with the last twelve digits of it. So vCenter itself refuses a second clone for one command, and every task and
 * event about a clone shows its instance, also if the process that started it is gone.
 */
@NullMarked
package io.instancebus.provider.vsphere;

import org.jspecify.annotations.NullMarked;
