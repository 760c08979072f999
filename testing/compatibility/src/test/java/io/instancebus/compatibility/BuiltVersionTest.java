package io.instancebus.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BuiltVersionTest {
    private static final String PROPERTY = "compatibility.test.release";

    @AfterEach
    void askForNothing() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void itIsReadFromThePomOfAModule() throws IOException {
        assertThat(BuiltVersion.of(Path.of(System.getProperty("basedir", "."))).release())
                .matches("\\d+\\.\\d+\\.\\d+");
    }

    @Test
    void aSnapshotBecomesARelease() {
        assertThat(new BuiltVersion("1.2.3-SNAPSHOT"))
                .returns("1.2.3", BuiltVersion::release)
                .returns(true, BuiltVersion::isSnapshot);
        assertThat(new BuiltVersion("1.2.3"))
                .returns("1.2.3", BuiltVersion::release)
                .returns(false, BuiltVersion::isSnapshot);
    }

    @Test
    void onlyTheReleaseThatIsBuiltIsWritten() {
        BuiltVersion built = new BuiltVersion("1.2.3-SNAPSHOT");
        assertThat(built.toWrite(PROPERTY)).isEmpty();
        System.setProperty(PROPERTY, "1.2.3");
        assertThat(built.toWrite(PROPERTY)).contains("1.2.3");
        System.setProperty(PROPERTY, "1.2.2");
        assertThatThrownBy(() -> built.toWrite(PROPERTY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.2.3");
    }
}
