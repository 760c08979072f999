/**
 * A simulated EC2, written from Amazon's public API reference (version 2016-11-15): the query API over HTTP on this
 * machine's loopback, instances that are entries in memory, and faults on demand.
 */
@NullMarked
package io.instancebus.simulators.ec2;

import org.jspecify.annotations.NullMarked;
