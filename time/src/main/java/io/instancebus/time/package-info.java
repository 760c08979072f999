/**
 * Two clocks. The wall clock ({@link java.time.Clock}, {@link java.time.Instant}) says what other machines understand, and
 * can be set to another time at any moment. The steady clock ({@link io.instancebus.time.SteadyClock}, {@link
 * io.instancebus.time.SteadyTime}) measures every wait and every age within a process.
 */
@NullMarked
package io.instancebus.time;

import org.jspecify.annotations.NullMarked;
