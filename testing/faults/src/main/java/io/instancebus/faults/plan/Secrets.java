package io.instancebus.faults.plan;

import java.util.Random;

/**
 * Secrets that can be searched for: each contains the mark, which occurs nowhere else, so that whoever finds the mark
 * has found a secret.
 */
public final class Secrets {
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int MARK = 16;

    private final Random random;
    private final String mark;

    /** @param holder whose secrets: of the same seed they have the same mark, and are others */
    public Secrets(long seed, int holder) {
        this.mark = text(new Random(seed ^ 0x5ec2e75L), MARK);
        this.random = new Random(seed * 31 + holder);
    }

    public String mark() {
        return mark;
    }

    /** Another secret. */
    public String next() {
        return mark + text(random, MARK);
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < length; index++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }
}
