package io.instancebus.worker.provider;

import io.instancebus.domain.Text;
import io.instancebus.worker.provider.Catalogue.LeftOut;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the elements of a provider's lists each by itself: one that cannot be read is left out, and told of, and never
 * takes the others along. One thread's.
 */
public final class OneByOne {
    /** Of so many it is told which they are; an account's record has a bound. */
    static final int MOST_TOLD = 20;

    private static final int LONGEST_TEXT = 200;

    private final List<LeftOut> leftOut = new ArrayList<>();

    /**
     * @param kind image, realm or hardware profile
     * @param id of an element, which need not have one
     * @param reader throws for an element that it cannot read
     */
    public <E, T> List<T> read(
            String kind, Collection<E> elements, Function<E, @Nullable String> id, Function<E, T> reader) {
        List<T> read = new ArrayList<>();
        for (E element : elements) {
            try {
                read.add(reader.apply(element));
            } catch (RuntimeException e) {
                leaveOut(kind, id.apply(element), e);
            }
        }
        return read;
    }

    private void leaveOut(String kind, @Nullable String id, RuntimeException e) {
        if (leftOut.size() < MOST_TOLD) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            leftOut.add(new LeftOut(
                    kind,
                    id == null || id.isEmpty() ? null : Text.cut(id, LONGEST_TEXT),
                    Text.cut(reason, LONGEST_TEXT)));
        }
    }

    /** What was left out so far; the first {@value #MOST_TOLD}. */
    public List<LeftOut> leftOut() {
        return List.copyOf(leftOut);
    }
}
