/**
 * Runs commands on instances over SSH, each at most once.
 *
 * <p>{@link io.instancebus.worker.ssh.SshRunner} is the entry point. {@code SessionPool} shares sessions between runs.
 * The target executes {@code posix-run.sh}, which is sent after the target's shell has confirmed that it reads. The
 * script stores output and exit status on the target and returns them to a repeated run; {@code AnswerStream} finds its
 * messages in the target's output. {@code DialRace} tries the addresses of a target in parallel; no credential is sent
 * before a host key is accepted. The classes named Quiet switch off MINA's dumps of packets and keys: at TRACE they
 * would show secrets.
 */
@NullMarked
package io.instancebus.worker.ssh;

import org.jspecify.annotations.NullMarked;
