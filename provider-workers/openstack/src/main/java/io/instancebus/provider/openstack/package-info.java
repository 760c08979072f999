/**
 * The adapter for OpenStack, and for Rackspace as an OpenStack with a login of its own, through jclouds'
 * openstack-nova. The configuration names the endpoints; the service catalogue is not read. docs/openstack.md and
 * docs/rackspace.md describe the rest.
 */
@NullMarked
package io.instancebus.provider.openstack;

import org.jspecify.annotations.NullMarked;
