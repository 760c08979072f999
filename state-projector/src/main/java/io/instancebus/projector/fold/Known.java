package io.instancebus.projector.fold;

import java.util.Map;
import java.util.Set;

/**
 * What the fold must know of the view as it is.
 *
 * @param versions of the instances in the batch that have a row
 * @param rejections the eventIds, of the events in the batch with sequence 0, that the history has already
 * @param setAside the ids of all instances that are set aside
 */
public record Known(Map<String, Long> versions, Set<String> rejections, Set<String> setAside) {}
