/** Which accounts there are with which providers: the one file that says it, and what it may say. */
@NullMarked
package io.instancebus.accounts;

import org.jspecify.annotations.NullMarked;
