/** Routes, guards and problem details (RFC 9457). */
@NullMarked
package io.instancebus.gateway.http;

import org.jspecify.annotations.NullMarked;
