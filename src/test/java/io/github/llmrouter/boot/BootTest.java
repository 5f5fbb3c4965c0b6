package io.github.llmrouter.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootTest {

    @ParameterizedTest
    @CsvSource({"1.8, 8", "11, 11", "21, 21", "25, 25"})
    void theFeatureReleaseIsReadFromEverySpelling(String specification, int feature) {
        assertThat(Boot.feature(specification)).isEqualTo(feature);
    }
}
