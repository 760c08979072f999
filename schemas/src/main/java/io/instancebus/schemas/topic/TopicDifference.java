package io.instancebus.schemas.topic;

/** A setting of an existing topic that differs from the catalogue; the difference may be intended. */
public record TopicDifference(String topic, String setting, String expected, String found) {
    @Override
    public String toString() {
        return topic + ": " + setting + " is " + found + ", expected " + expected;
    }
}
