package io.instancebus.simulators.ec2;

/**
 * What goes wrong with a request.
 *
 * @param executed whether it is carried out all the same
 */
public sealed interface Misfortune {
    boolean executed();

    /** An answer that is an error, for example 503 RequestLimitExceeded. */
    record Refused(int status, String code, String message, boolean executed) implements Misfortune {}

    /** Too many requests: to come again after so many seconds. */
    record Throttled(int seconds) implements Misfortune {
        @Override
        public boolean executed() {
            return false;
        }
    }

    /** A page that no EC2 wrote, as a proxy between may answer. */
    record Page(int status, String html, boolean executed) implements Misfortune {}

    /** A redirect to another place. */
    record Redirect(int status, String location) implements Misfortune {
        @Override
        public boolean executed() {
            return false;
        }
    }

    /** The connection ends without an answer. */
    record Cut(boolean executed) implements Misfortune {}

    /** No answer comes, and the connection stays open. */
    record Mute(boolean executed) implements Misfortune {}

    /** It is carried out and answered late; milliseconds. */
    record Slow(long delay) implements Misfortune {
        @Override
        public boolean executed() {
            return true;
        }
    }
}
