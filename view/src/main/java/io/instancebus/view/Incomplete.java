package io.instancebus.view;

/**
 * An instance that the view can no longer follow: its row and its history end before the event with this sequence.
 *
 * @param missingEvents the number of its events that the view has skipped so far
 * @param reason what is wrong with the first of them
 */
public record Incomplete(String instanceId, long fromSequence, long missingEvents, String reason) {}
