/**
 * Runs commands on instances over SSH, each at most once.
 *
 * <p>{@link io.instancebus.worker.ssh.SshRunner} is the door. Sessions are shared by {@code SessionPool}; what is executed on
 * the target is {@code posix-run.sh}, sent when the target's shell has said that it reads. It keeps output and exit status
 * there, so that a repeated run is answered from there, and {@code AnswerStream} finds its answer in all that a target says.
 * {@code DialRace} tries the addresses of a target side by side; no credential is sent before a host key is accepted. MINA's
 * packet dumps and key dumps are switched off in the classes named Quiet: at TRACE they would show secrets.
 */
@NullMarked
package io.instancebus.worker.ssh;

import org.jspecify.annotations.NullMarked;
