/** The adapter for EC2, and for other clouds with its query API, through Apache jclouds: docs/ec2.md. */
@NullMarked
package io.instancebus.provider.ec2;

import org.jspecify.annotations.NullMarked;
