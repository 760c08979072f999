package io.instancebus.standalone;

/** The addresses of a running bus. */
record Addresses(String bootstrapServers, String registryUrl, String httpUrl) {}
