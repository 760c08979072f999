/**
 * The provider port: what an adapter to a cloud must be able to do. An adapter implements {@link
 * io.instancebus.provider.Provider} and the {@link io.instancebus.provider.ProviderFactory} that opens its accounts.
 */
@NullMarked
package io.instancebus.provider;

import org.jspecify.annotations.NullMarked;
