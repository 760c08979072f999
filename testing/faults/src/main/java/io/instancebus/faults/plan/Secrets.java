package io.instancebus.faults.plan;

import java.util.Random;

/** Secrets that a search can find: each contains the mark, which occurs nowhere else. */
public final class Secrets {
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
    private static final int MARK = 16;

    private final Random random;
    private final String mark;

    /** @param holder the owner of the secrets: owners with the same seed share the mark, and have different secrets */
    public Secrets(long seed, int holder) {
        this.mark = text(new Random(seed ^ 0x5ec2e75L), MARK);
        this.random = new Random(seed * 31 + holder);
    }

    public String mark() {
        return mark;
    }

    /** The next secret. */
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
