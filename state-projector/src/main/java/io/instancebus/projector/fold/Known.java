package io.instancebus.projector.fold;

import java.util.Map;
import java.util.Set;

/**
 * The part of the view that the fold of a batch needs.
 *
 * @param versions the versions of the instances in the batch that have a row
 * @param rejections the eventIds of the batch's events with sequence 0 that the history already has
 * @param setAside the ids of all instances that are set aside
 */
public record Known(Map<String, Long> versions, Set<String> rejections, Set<String> setAside) {}
