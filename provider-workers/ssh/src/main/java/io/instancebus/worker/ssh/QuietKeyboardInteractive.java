package io.instancebus.worker.ssh;

import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractive;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Answers the one hidden question with the password, once. The library's own class logs its answers at TRACE. */
final class QuietKeyboardInteractive extends UserAuthKeyboardInteractive {
    private static final int MAX_PROMPTS = 16;

    @Override
    protected boolean processAuthDataRequest(ClientSession session, String service, Buffer request) throws Exception {
        if (request.getUByte() != SshConstants.SSH_MSG_USERAUTH_INFO_REQUEST) {
            return false;
        }
        String name = request.getString();
        String instruction = request.getString();
        String language = request.getString();
        int prompts = request.getInt();
        if (prompts < 0 || prompts > MAX_PROMPTS) {
            return false;
        }
        String[] answers = new String[prompts];
        for (int i = 0; i < prompts; i++) {
            request.getString();
            String password = request.getBoolean() ? null : getCurrentPasswordCandidate();
            if (password == null) {
                log.debug("{} asks for more than a password: {} {} {}", session, name, instruction, language);
                return false;
            }
            answers[i] = password;
        }
        send(session, answers);
        return true;
    }

    private static void send(ClientSession session, String[] answers) throws Exception {
        Buffer response = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_INFO_RESPONSE);
        response.putInt(answers.length);
        for (String answer : answers) {
            response.putString(answer);
        }
        session.writePacket(response);
    }

    static final class Factory extends UserAuthKeyboardInteractiveFactory {
        @Override
        public UserAuthKeyboardInteractive createUserAuth(@Nullable ClientSession session) {
            return new QuietKeyboardInteractive();
        }
    }
}
