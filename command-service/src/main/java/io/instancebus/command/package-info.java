/** The command service: its configuration, its start and its end. */
@NullMarked
package io.instancebus.command;

import org.jspecify.annotations.NullMarked;
