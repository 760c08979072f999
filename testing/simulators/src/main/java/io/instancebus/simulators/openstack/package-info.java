/**
 * A simulated OpenStack: as much of Keystone, Nova and Glance as an account with instances meets, written from their public
 * documentation, with what can go wrong at a real one.
 */
@NullMarked
package io.instancebus.simulators.openstack;

import org.jspecify.annotations.NullMarked;
