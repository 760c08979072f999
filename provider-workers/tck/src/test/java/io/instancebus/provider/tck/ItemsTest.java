package io.instancebus.provider.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.instancebus.domain.FailureCategory;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

class ItemsTest {
    @Test
    void everyItemHasATest() {
        Set<Item> proved = EnumSet.noneOf(Item.class);
        for (Method method : ProviderConformance.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Proves.class)) {
                proved.add(method.getAnnotation(Proves.class).value());
            }
            if (method.isAnnotationPresent(ParameterizedTest.class)) {
                Arrays.stream(FailureCategory.values()).map(Item::of).forEach(proved::add);
            }
        }
        assertThat(proved).containsExactlyInAnyOrder(Item.values());
    }
}
