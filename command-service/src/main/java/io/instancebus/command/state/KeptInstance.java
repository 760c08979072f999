package io.instancebus.command.state;

import io.instancebus.domain.Aggregate;

/**
 * The stored state of an instance.
 *
 * @param aggregate the decider's part
 * @param traces the traces of its commands
 */
public record KeptInstance(Aggregate aggregate, CommandTraces traces) {}
