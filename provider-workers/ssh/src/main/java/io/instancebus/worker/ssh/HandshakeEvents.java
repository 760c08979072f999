package io.instancebus.worker.ssh;

import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/** Passes the library's events about its sessions to their handshakes. Answers no question of a server. */
final class HandshakeEvents implements SessionListener, UserInteraction {
    static Optional<Handshake> of(Session session) {
        AttributeRepository context = session instanceof ClientSession client ? client.getConnectionContext() : null;
        return Optional.ofNullable(context == null ? null : context.getAttribute(Handshake.ATTRIBUTE));
    }

    @Override
    public void sessionException(Session session, Throwable reason) {
        of(session).ifPresent(handshake -> handshake.broke(reason));
    }

    @Override
    public void sessionDisconnect(
            Session session, int reason, @Nullable String message, @Nullable String language, boolean initiator) {
        String text = message == null || message.isBlank() ? "it closed the connection" : OutputText.line(message);
        of(session).ifPresent(handshake -> handshake.broke(new SshException(reason, text)));
    }

    @Override
    public void sessionClosed(Session session) {
        of(session).ifPresent(Handshake::closed);
    }

    @Override
    public void serverVersionInfo(ClientSession session, List<String> lines) {
        of(session)
                .ifPresent(handshake ->
                        lines.stream().filter(line -> !line.startsWith("SSH-")).forEach(handshake::said));
    }

    @Override
    public void welcome(ClientSession session, String banner, String language) {
        of(session).ifPresent(handshake -> handshake.said(banner));
    }

    @Override
    public String @Nullable [] interactive(
            ClientSession session, String name, String instruction, String language, String[] prompts, boolean[] echo) {
        return null;
    }

    @Override
    public @Nullable String getUpdatedPassword(ClientSession session, String prompt, String language) {
        return null;
    }
}
