package io.instancebus.faults;

import io.instancebus.faults.check.CommandKey;
import io.instancebus.faults.check.Spoiled;
import io.instancebus.testbed.Usage;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the harness itself saw and did, to compare with what it finds afterwards.
 *
 * @param taken the commands that the broker has confirmed
 * @param arrivals when each event was seen, by its id, on a clock of nanoseconds
 * @param spoiled the undecodable values that the broker took
 * @param before what each process held before the first fault
 */
record Witness(Set<CommandKey> taken, Map<String, Long> arrivals, List<Spoiled> spoiled, Map<String, Usage> before) {}
