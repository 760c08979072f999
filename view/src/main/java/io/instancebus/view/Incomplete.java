package io.instancebus.view;

/**
 * That the view could not follow an instance: its row and its history end before the event with this sequence.
 *
 * @param missingEvents how many of its events the view has passed over so far
 * @param reason what is wrong with the first of them
 */
public record Incomplete(String instanceId, long fromSequence, long missingEvents, String reason) {}
