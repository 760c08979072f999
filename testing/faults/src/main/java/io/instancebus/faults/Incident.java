package io.instancebus.faults;

import io.instancebus.faults.check.Recovery;
import io.instancebus.faults.plan.Fault;
import java.util.List;
import java.util.Optional;

/**
 * A fault that was injected.
 *
 * @param begin on a clock of nanoseconds
 * @param end when it was undone
 * @param recovery empty where latency did not come back in time
 * @param fallen the processes that ended by themselves meanwhile and had to be started again
 */
record Incident(Fault fault, long begin, long end, Optional<Recovery> recovery, List<String> fallen) {}
