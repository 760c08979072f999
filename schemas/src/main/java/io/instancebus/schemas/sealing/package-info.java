/**
 * Secrets sealed with HPKE (RFC 9180), to the workers' public key or to the one that a requester asked to be answered
 * with, and bound to one use: whoever reads the bus cannot read them, and whoever copies one into another command, or
 * sends its command elsewhere, finds that it does not open.
 */
@NullMarked
package io.instancebus.schemas.sealing;

import org.jspecify.annotations.NullMarked;
