package io.instancebus.fuzzing;

import java.util.List;

/** A reader of foreign bytes. It has a public constructor without parameters, and may keep state between inputs. */
public interface FuzzTarget {
    /** Valid inputs of each kind, which the fuzzer mutates. */
    List<byte[]> seeds();

    /** Reads an input. A declared refusal returns normally; any exception is a fault. */
    void read(byte[] input) throws Exception;
}
