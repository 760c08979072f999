package io.instancebus.domain;

/** An account with a provider, as the decider sees it. */
public record Account(String name, ProviderType providerType, Policy policy) {}
