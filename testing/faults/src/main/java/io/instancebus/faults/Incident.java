package io.instancebus.faults;

import io.instancebus.faults.check.Recovery;
import io.instancebus.faults.plan.Fault;
import java.util.List;
import java.util.Optional;

/**
 * An injected fault.
 *
 * @param begin its start on a clock of nanoseconds
 * @param end the time at which it was undone
 * @param recovery empty if latency did not return to usual in time
 * @param fallen the processes that ended unexpectedly meanwhile and were restarted
 */
record Incident(Fault fault, long begin, long end, Optional<Recovery> recovery, List<String> fallen) {}
