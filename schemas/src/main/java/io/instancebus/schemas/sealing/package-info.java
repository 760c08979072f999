/**
 * Secrets sealed with HPKE (RFC 9180) to the workers' public key or to a requester's reply key, and bound to one use. A
 * reader of the bus cannot read them. A secret that is copied into another command, or whose command is sent elsewhere,
 * does not open.
 */
@NullMarked
package io.instancebus.schemas.sealing;

import org.jspecify.annotations.NullMarked;
