/**
 * The conformance suite of the provider port. An adapter's tests extend {@link
 * io.instancebus.provider.tck.ProviderConformance}; {@link io.instancebus.provider.tck.ConformancePage} generates
 * tables from the suites' annotations.
 */
@NullMarked
package io.instancebus.provider.tck;

import org.jspecify.annotations.NullMarked;
