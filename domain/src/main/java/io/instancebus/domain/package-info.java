/**
 * The instance as a pure decider: commands, reports and time in; events and effects out. Nothing here
 * reads a clock, draws a random number, or knows of Kafka, Avro or SQL.
 */
@NullMarked
package io.instancebus.domain;

import org.jspecify.annotations.NullMarked;
