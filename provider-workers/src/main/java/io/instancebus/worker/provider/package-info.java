/** The provider port: what an adapter to a cloud must be able to do. Adapters live in packages below this one. */
@NullMarked
package io.instancebus.worker.provider;

import org.jspecify.annotations.NullMarked;
