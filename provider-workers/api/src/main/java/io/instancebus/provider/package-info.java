/**
 * The provider port, which an adapter to a cloud implements. An adapter implements {@link
 * io.instancebus.provider.Provider} and the {@link io.instancebus.provider.ProviderFactory} that opens its accounts.
 */
@NullMarked
package io.instancebus.provider;

import org.jspecify.annotations.NullMarked;
