package io.instancebus.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.LoggerFactory;

/** Searches everything that this process logs, at TRACE and from every logger, for a text, and writes none of it. */
final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final String text;
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Map<Logger, Level> before = new LinkedHashMap<>();
    private final Map<String, Appender<ILoggingEvent>> silenced = new LinkedHashMap<>();
    private final Queue<String> found = new ConcurrentLinkedQueue<>();
    private final AtomicLong traced = new AtomicLong();

    private LogWatch(String text) {
        this.text = text;
    }

    static LogWatch lookingFor(String text) {
        LogWatch watch = new LogWatch(text);
        watch.begin();
        return watch;
    }

    private void begin() {
        for (Iterator<Appender<ILoggingEvent>> each = root.iteratorForAppenders(); each.hasNext(); ) {
            Appender<ILoggingEvent> appender = each.next();
            silenced.put(appender.getName(), appender);
        }
        silenced.values().forEach(root::detachAppender);
        for (Logger logger : context.getLoggerList()) {
            if (logger.getLevel() != null) {
                before.put(logger, logger.getLevel());
                logger.setLevel(logger == root ? Level.TRACE : null);
            }
        }
        setContext(context);
        start();
        root.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel() == Level.TRACE) {
            traced.incrementAndGet();
        }
        String said = event.getFormattedMessage()
                + event.getKeyValuePairs()
                + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy()));
        if (said.contains(text)) {
            found.add(event.getLoggerName() + ": " + said);
        }
    }

    Queue<String> found() {
        return found;
    }

    /** The number of messages at the finest level. */
    long traced() {
        return traced.get();
    }

    @Override
    public void close() {
        root.detachAppender(this);
        before.forEach(Logger::setLevel);
        silenced.values().forEach(root::addAppender);
    }
}
