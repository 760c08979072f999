package io.instancebus.worker.provider.openstack;

import io.instancebus.embedded.openstack.OpenstackSimulator;

/** An account with a simulated Rackspace does what every provider must. */
class RackspaceConformanceTest extends OpenstackConformance {
    @Override
    OpenstackProvider account(OpenstackSimulator of) {
        of.withoutZones();
        return Accounts.rackspace(of);
    }
}
