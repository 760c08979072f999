package io.instancebus.worker.provider.openstack;

import io.instancebus.embedded.openstack.OpenstackSimulator;

/** An account with a simulated OpenStack does what every provider must. */
class OpenstackConformanceTest extends OpenstackConformance {
    @Override
    OpenstackProvider account(OpenstackSimulator of) {
        return Accounts.openstack(of);
    }
}
