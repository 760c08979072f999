package io.instancebus.fuzzing;

import java.util.List;

/** A reader of foreign bytes. Has a public constructor without parameters, and may keep state between inputs. */
public interface FuzzTarget {
    /** Valid inputs of each kind, which the fuzzer changes. */
    List<byte[]> seeds();

    /** Reads an input. A refusal that the reader declares is an answer; whatever is thrown is a fault. */
    void read(byte[] input) throws Exception;
}
