/** The accounts file: its form, how it is read, and how its changes are followed. */
@NullMarked
package io.instancebus.accounts;

import org.jspecify.annotations.NullMarked;
