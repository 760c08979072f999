package io.instancebus.standalone;

/** Where the parts of a running bus are reached. */
record Addresses(String bootstrapServers, String registryUrl, String httpUrl) {}
