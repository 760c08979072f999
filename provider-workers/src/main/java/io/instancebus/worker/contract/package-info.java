/** From the contract's Avro records to the domain. */
@NullMarked
package io.instancebus.worker.contract;

import org.jspecify.annotations.NullMarked;
