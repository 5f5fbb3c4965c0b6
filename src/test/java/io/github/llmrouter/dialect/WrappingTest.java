package io.github.llmrouter.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.llmrouter.wire.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class WrappingTest {

    @Test
    void onlySchemasOfObjectsNeedNoWrapping() throws IOException {
        assertThat(needed("{\"type\":\"array\"}")).isTrue();
        assertThat(needed("{\"type\":[\"string\",\"null\"]}")).isTrue();
        assertThat(needed("{\"enum\":[\"a\"]}")).isTrue();
        assertThat(needed("{\"anyOf\":[{\"type\":\"object\"},{\"type\":\"string\"}]}"))
                .isTrue();
        assertThat(needed("{\"anyOf\":[{\"type\":\"object\"},{\"properties\":{}}]}"))
                .isFalse();
        assertThat(needed("{\"type\":[\"object\",\"null\"]}")).isFalse();
        assertThat(needed("{\"type\":null}")).isFalse();
        assertThat(needed("{\"type\":{\"a\":1}}")).isFalse();
        assertThat(needed("{}")).isFalse();
    }

    @Test
    void argumentsComeBackAsTheyWent() {
        assertThat(Wrapping.wrapped("[1.50]")).isEqualTo("{\"input\":[1.50]}");
        assertThat(Wrapping.unwrapped("{\"input\":[1.50]}")).isEqualTo("[1.50]");
        assertThat(Wrapping.unwrapped("{\"input\":1,\"more\":2}")).isEqualTo("{\"input\":1,\"more\":2}");
        assertThat(Wrapping.unwrapped("{\"inp")).isEqualTo("{\"inp");
    }

    private static boolean needed(String schema) throws IOException {
        return Wrapping.needed(Json.read(schema));
    }
}
