/** How every reader of a topic treats a record that it cannot read. */
@NullMarked
package io.instancebus.schemas.consumer;

import org.jspecify.annotations.NullMarked;
