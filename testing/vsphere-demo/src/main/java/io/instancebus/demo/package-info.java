/** The demonstration of a late failure in vCenter. */
@NullMarked
package io.instancebus.demo;

import org.jspecify.annotations.NullMarked;
