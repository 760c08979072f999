package io.instancebus.provider.openstack;

import io.instancebus.provider.tck.Trial;
import io.instancebus.provider.tck.Tried;
import io.instancebus.simulators.fault.InjectedFault;
import io.instancebus.simulators.openstack.OpenstackSimulator;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/** An account at a simulated Rackspace passes the conformance suite. */
@Tried(
        adapter = "rackspace",
        how = Trial.SIMULATED,
        on = "OpenstackSimulator as Rackspace, written from its API reference; not Rackspace's cloud")
@Tag("slow")
class RackspaceConformanceTest extends OpenstackConformance {
    @Override
    @Nullable
    String zone() {
        return null;
    }

    @Override
    OpenstackProvider account(OpenstackSimulator of, Duration callTimeout) {
        of.withoutZones();
        return Accounts.rackspace(
                of, "key-pair", OpenstackSimulator.KEY_PAIR, "call-timeout-ms", Long.toString(callTimeout.toMillis()));
    }

    @Override
    InjectedFault tooManyUntil(int seconds) {
        return new InjectedFault.Answered(false, 413, Map.of(), """
                {"overLimit": {"code": 413, "message": "This request was rate-limited.", "retryAfter": "%d"}}""".formatted(seconds));
    }
}
