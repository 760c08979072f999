/** The rules of provider types, as the workers declare them on accounts.events. */
@NullMarked
package io.instancebus.command.rules;

import org.jspecify.annotations.NullMarked;
