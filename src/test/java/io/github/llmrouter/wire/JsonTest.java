package io.github.llmrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    /** Whoever sends one gets an error as for any other body that is no JSON. */
    @ParameterizedTest
    @ValueSource(strings = {"[5.9e-627477314480822]", "{\"a\":{\"b\":-1E99999999999999999999}}"})
    void aNumberBeyondAllBoundsIsNoJson(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Json.read(json)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> Json.read(bytes)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> Json.read(bytes, 0, bytes.length)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void numbersKeepTheirSpelling() throws IOException {
        String json = "[1.0,1E+400,0.10,12345678901234567890]";
        assertThat(Json.text(Json.read(json))).isEqualTo(json);
    }
}
