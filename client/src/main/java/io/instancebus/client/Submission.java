package io.instancebus.client;

/**
 * Where a command lies on the bus: it is safe there, and will be answered.
 *
 * @param partition of the commands topic
 * @param offset in that partition
 */
public record Submission(String commandId, String instanceId, int partition, long offset) {}
