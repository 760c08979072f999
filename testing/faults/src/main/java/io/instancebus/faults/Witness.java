package io.instancebus.faults;

import io.instancebus.faults.check.CommandKey;
import io.instancebus.faults.check.Spoiled;
import io.instancebus.testbed.Usage;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The harness's own observations, for comparison with the data after the run.
 *
 * @param taken the commands that the broker has confirmed
 * @param arrivals the time at which each event arrived, by its id, on a clock of nanoseconds
 * @param spoiled the undecodable values that the broker accepted
 * @param before the memory and files of each process before the first fault
 */
record Witness(Set<CommandKey> taken, Map<String, Long> arrivals, List<Spoiled> spoiled, Map<String, Usage> before) {}
