/** The demonstration of what goes wrong late in a vCenter. */
@NullMarked
package io.instancebus.demo;

import org.jspecify.annotations.NullMarked;
