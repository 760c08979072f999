/** The topics of the contract, in one place: their names, settings and schemas, and their creation. */
@NullMarked
package io.instancebus.schemas.topic;

import org.jspecify.annotations.NullMarked;
