package io.github.llmrouter.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {

    private static List<String> of(Map<String, String> headers, String query) {
        return Credentials.presented(headers::get, query);
    }

    @ParameterizedTest
    @CsvSource({
        "authorization, Bearer k1",
        "authorization, bearer k1",
        "authorization, BEARER   k1",
        "authorization, k1",
        "x-api-key, k1",
        "x-goog-api-key, ' k1 '",
        "x-router-api-key, k1",
    })
    void everyFormOfEveryClientIsRead(String header, String value) {
        assertThat(of(Map.of(header, value), null)).containsExactly("k1");
    }

    @ParameterizedTest
    @CsvSource({
        "key=k1, k1",
        "alt=sse&key=k1&key=k2, k1",
        "key=a%2Fb%2Bc%3D, a/b+c=",
        "key=a+b, a+b",
        "key=50%, 50%",
    })
    void theKeyOfAQueryIsDecoded(String query, String key) {
        assertThat(of(Map.of(), query)).containsExactly(key);
    }

    @ParameterizedTest
    @CsvSource({
        "authorization, Basic dXNlcjpwYXNz",
        "authorization, Bearer",
        "authorization, 'Bearer '",
        "x-api-key, ' '"
    })
    void whatIsNoKeyIsNotTaken(String header, String value) {
        assertThat(of(Map.of(header, value), "keys=k1&key=&alt=sse")).isEmpty();
    }

    @Test
    void allKeysOfARequestAreFoundOnce() {
        assertThat(of(Map.of("authorization", "Bearer k1", "x-api-key", "k2", "x-goog-api-key", "k1"), "key=k3"))
                .containsExactly("k1", "k3", "k2");
    }
}
