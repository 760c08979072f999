package io.instancebus.provider.tck;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.slf4j.LoggerFactory;

/**
 * Captures everything that is logged until it is closed, at the lowest level: by the worker and by every library in
 * this process, through SLF4J or through java.util.logging, which the JDK and its HTTP client use. The console output
 * does not change: its appender has a threshold of its own.
 */
final class CapturedLogs implements AutoCloseable {
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final Map<Logger, Level> usual = new HashMap<>();
    private final java.util.logging.Logger platform = LogManager.getLogManager().getLogger("");
    private final java.util.logging.Level usualOfPlatform = platform.getLevel();
    private final Platform handler = new Platform();

    private static final class Platform extends Handler {
        private final List<LogRecord> records = new CopyOnWriteArrayList<>();

        Platform() {
            setLevel(java.util.logging.Level.ALL);
        }

        @Override
        public void publish(LogRecord entry) {
            records.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    CapturedLogs() {
        // The loggers of Kafka and Apache SSHD, which have levels of their own.
        context.getLoggerList().stream()
                .filter(logger -> logger.getLevel() != null)
                .forEach(logger -> {
                    usual.put(logger, logger.getLevel());
                    logger.setLevel(Level.TRACE);
                });
        appender.start();
        root().addAppender(appender);
        platform.setLevel(java.util.logging.Level.ALL);
        platform.addHandler(handler);
    }

    /** All messages so far, with parameters and causes. */
    List<String> texts() {
        List<String> texts = new ArrayList<>();
        synchronized (appender) {
            appender.list.forEach(event -> texts.add(text(event)));
        }
        SimpleFormatter formatter = new SimpleFormatter();
        handler.records.forEach(entry -> texts.add(entry.getLoggerName() + " " + formatter.formatMessage(entry) + " "
                + Arrays.toString(entry.getParameters())
                + (entry.getThrown() == null ? "" : stackTrace(entry.getThrown()))));
        return texts;
    }

    private static String text(ILoggingEvent event) {
        return event.getLoggerName() + " " + event.getFormattedMessage() + " "
                + Arrays.toString(event.getArgumentArray()) + " " + event.getKeyValuePairs() + " "
                + event.getMDCPropertyMap()
                + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }

    /** The stack trace, with causes. */
    static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private Logger root() {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Override
    public void close() {
        platform.removeHandler(handler);
        platform.setLevel(usualOfPlatform);
        root().detachAppender(appender);
        usual.forEach(Logger::setLevel);
    }
}
