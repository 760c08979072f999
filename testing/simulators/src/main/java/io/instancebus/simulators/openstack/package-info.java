/**
 * A simulated OpenStack: the parts of Keystone, Nova and Glance that an account's instances use, written from their public
 * documentation, with the failures of a real one.
 */
@NullMarked
package io.instancebus.simulators.openstack;

import org.jspecify.annotations.NullMarked;
