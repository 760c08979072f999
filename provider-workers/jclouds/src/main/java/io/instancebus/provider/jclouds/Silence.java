package io.instancebus.provider.jclouds;

import org.jclouds.logging.BaseLogger;
import org.jclouds.logging.Logger;
import org.jclouds.logging.config.LoggingModule;
import org.jspecify.annotations.Nullable;

/**
 * Mutes jclouds: its log messages contain tokens, passwords and user data, and relevant failures arrive as exceptions.
 * jclouds' own null logger still prints errors.
 */
final class Silence extends LoggingModule {
    @Override
    public Logger.LoggerFactory createLoggerFactory() {
        return Mute::new;
    }

    private static final class Mute extends BaseLogger {
        private final String category;

        Mute(String category) {
            this.category = category;
        }

        @Override
        public String getCategory() {
            return category;
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return false;
        }

        @Override
        public boolean isWarnEnabled() {
            return false;
        }

        @Override
        public boolean isErrorEnabled() {
            return false;
        }

        @Override
        protected void logTrace(String message) {}

        @Override
        protected void logDebug(String message) {}

        @Override
        protected void logInfo(String message) {}

        @Override
        protected void logWarn(String message) {}

        @Override
        protected void logWarn(String message, @Nullable Throwable e) {}

        @Override
        protected void logError(String message) {}

        @Override
        protected void logError(String message, @Nullable Throwable e) {}
    }
}
