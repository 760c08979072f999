/** EC2, and what speaks its query API, through Apache jclouds: docs/ec2.md. */
@NullMarked
package io.instancebus.provider.ec2;

import org.jspecify.annotations.NullMarked;
