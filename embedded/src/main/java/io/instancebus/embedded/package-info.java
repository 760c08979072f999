/** A Kafka broker and a schema registry in this JVM: for a first minute with Instance Bus, and for tests. */
@NullMarked
package io.instancebus.embedded;

import org.jspecify.annotations.NullMarked;
