package io.instancebus.provider.openstack;

import java.io.Closeable;
import org.jclouds.openstack.keystone.v2_0.auth.V2AuthenticationApi;
import org.jclouds.openstack.keystone.v3.auth.V3AuthenticationApi;
import org.jclouds.rackspace.cloudidentity.v2_0.CloudIdentityAuthenticationApi;
import org.jclouds.rest.annotations.Delegate;

/** The identity service at its configured endpoint, of any version. */
interface KeystoneApi extends Closeable {
    @Delegate
    V3AuthenticationApi v3();

    @Delegate
    V2AuthenticationApi v2();

    @Delegate
    CloudIdentityAuthenticationApi rackspace();
}
