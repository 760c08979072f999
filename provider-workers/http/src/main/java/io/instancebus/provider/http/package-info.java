/**
 * HTTP for adapters: each request is sent once, with a deadline for the whole exchange, to a server whose certificate
 * is checked according to the account's settings. This package knows no provider's protocol.
 */
@NullMarked
package io.instancebus.provider.http;

import org.jspecify.annotations.NullMarked;
