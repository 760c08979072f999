package io.instancebus.schemas.topic;

/** A setting of an existing topic that is not what the catalogue says; somebody may have meant it. */
public record TopicDifference(String topic, String setting, String expected, String found) {
    @Override
    public String toString() {
        return topic + ": " + setting + " is " + found + ", expected " + expected;
    }
}
