/** The Kafka Streams topology: one guarded step for each record and for each moment that is due. */
@NullMarked
package io.instancebus.command.topology;

import org.jspecify.annotations.NullMarked;
