package io.instancebus.client;

/**
 * The position of a published command. It is safely on the bus, and will be answered.
 *
 * @param partition the partition of the commands topic
 * @param offset the offset in that partition
 */
public record Submission(String commandId, String instanceId, int partition, long offset) {}
