package io.instancebus.provider.openstack;

import io.instancebus.provider.tck.Trial;
import io.instancebus.provider.tck.Tried;
import io.instancebus.simulators.fault.InjectedFault;
import io.instancebus.simulators.openstack.OpenstackSimulator;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** An account at a simulated OpenStack passes the conformance suite. */
@Tried(
        adapter = "openstack",
        how = Trial.SIMULATED,
        on = "OpenstackSimulator, written from OpenStack's API reference; not a real OpenStack")
@Tag("slow")
class OpenstackConformanceTest extends OpenstackConformance {
    @Override
    String zone() {
        return "nova";
    }

    @Override
    OpenstackProvider account(OpenstackSimulator of, Duration callTimeout) {
        return Accounts.openstack(
                of, "key-pair", OpenstackSimulator.KEY_PAIR, "call-timeout-ms", Long.toString(callTimeout.toMillis()));
    }

    @Override
    InjectedFault tooManyUntil(int seconds) {
        return new InjectedFault.Answered(
                false,
                429,
                Map.of("Retry-After", Integer.toString(seconds)),
                "{\"overLimit\": {\"code\": 429, \"message\": \"Too many requests\"}}");
    }
}
