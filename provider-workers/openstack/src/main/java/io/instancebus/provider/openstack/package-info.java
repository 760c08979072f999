/**
 * OpenStack, and Rackspace as an OpenStack with a login of its own, through jclouds' openstack-nova. Where Nova is says
 * the configuration: the service catalogue is not read. docs/openstack.md and docs/rackspace.md say the rest.
 */
@NullMarked
package io.instancebus.provider.openstack;

import org.jspecify.annotations.NullMarked;
