package io.github.llmrouter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.llmrouter.config.Config.Proxy;
import io.github.llmrouter.config.Config.Proxy.Scheme;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {

    @Test
    void anAddressHasSchemeHostPortAndLogin() {
        assertThat(Proxies.parse("socks5h://us%40er:p%3Ass+w@proxy.example:9050"))
                .isEqualTo(new Proxy(Scheme.SOCKS5H, "proxy.example", 9050, "us@er", "p:ss+w", List.of()));
        assertThat(Proxies.parse("http://[::1]:3128/"))
                .isEqualTo(new Proxy(Scheme.HTTP, "::1", 3128, null, null, List.of()));
    }

    @ParameterizedTest
    @CsvSource({"http, 80", "https, 443", "socks5, 1080", "SOCKS5H, 1080"})
    void everySchemeHasItsPort(String scheme, int port) {
        assertThat(Proxies.parse(scheme + "://proxy").port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy:3128",
                "ftp://secret@proxy",
                "http://",
                "http://secret@proxy:0",
                "http://secret@proxy:70000",
                "http://secret@proxy/path",
                "http://proxy?secret",
                "http://sec ret@proxy",
                "http://%zz:secret@proxy"
            })
    void whatIsNoAddressIsRefusedWithoutQuotingIt(String url) {
        assertThatThrownBy(() -> Proxies.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "*, anything.example, true",
        "example.com, example.com, true",
        "example.com, api.example.com, true",
        "example.com, badexample.com, false",
        ".example.com, api.example.com, true",
        "*.example.com, api.example.com, true",
        "Example.COM, API.example.com., true",
        "example.com:443, example.com, true",
        "localhost, localhost, true",
        "10.0.0.0/8, 10.1.2.3, true",
        "10.0.0.0/8, 11.1.2.3, false",
        "10.0.0.0/33, 10.0.0.0, false",
        "192.168.1.7, 192.168.1.7, true",
        "192.168.1.128/25, 192.168.1.127, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, host.example, false",
        "fd00::/8, '[fd12::1]', true",
        "::1, 0:0:0:0:0:0:0:1, true",
        "[::1], ::1, true",
        "7, 192.168.1.7, false",
        "'', example.com, false",
        ".., example.com, false",
    })
    void exceptionsAreHostsSuffixesAndRanges(String exception, String host, boolean excepted) {
        Proxy proxy = Proxies.parse("http://proxy", List.of("other.example", exception));

        assertThat(Proxies.excepted(proxy, host)).isEqualTo(excepted);
    }

    @Test
    void theEnvironmentNamesAProxyForEachScheme() {
        Map<String, String> environment = Map.of(
                "HTTPS_PROXY",
                "http://secure:1",
                "http_proxy",
                "plain:2",
                "HTTP_PROXY",
                "http://other:3",
                "NO_PROXY",
                "localhost, .example.com");

        assertThat(Proxies.fromEnvironment("https", environment::get))
                .contains(Proxies.parse("http://secure:1", List.of("localhost", ".example.com")));
        assertThat(Proxies.fromEnvironment("http", environment::get)
                        .orElseThrow()
                        .host())
                .isEqualTo("plain");
        assertThat(Proxies.fromEnvironment("https", Map.of("all_proxy", "socks5://x")::get)
                        .orElseThrow()
                        .scheme())
                .isEqualTo(Scheme.SOCKS5);
        assertThat(Proxies.fromEnvironment("https", Map.of("https_proxy", "")::get))
                .isEmpty();
    }

    @Test
    void aPrintedProxyHasNoLogin() {
        assertThat(Proxies.parse("http://user:secret@proxy:1").toString())
                .doesNotContain("secret")
                .doesNotContain("user");
    }
}
