/**
 * HTTP as adapters need it: each request is sent once, under a deadline for the whole exchange, to a server whose
 * certificate is checked as the account's settings say. It knows no provider's protocol.
 */
@NullMarked
package io.instancebus.provider.http;

import org.jspecify.annotations.NullMarked;
