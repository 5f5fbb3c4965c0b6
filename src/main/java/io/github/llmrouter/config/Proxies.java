package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Proxy addresses as people write them, and which hosts are reached without one. */
public final class Proxies {

    private Proxies() {}

    /**
     * Reads {@code scheme://[user[:password]@]host[:port]}; user and password are percent-decoded.
     *
     * @param exceptions hosts that are reached directly, as for {@link #list}
     * @throws IllegalArgumentException if it is no proxy's address; the message does not quote it
     */
    public static Proxy parse(String url, List<String> exceptions) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL");
        }
        Proxy.Scheme scheme = scheme(uri.getScheme());
        if (uri.getHost() == null || uri.getPort() > 65535 || uri.getPort() == 0) {
            throw new IllegalArgumentException("a proxy's address needs a host and a valid port");
        }
        if (!List.of("", "/").contains(uri.getRawPath()) || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("a proxy's address has no path");
        }
        String[] login = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        return new Proxy(
                scheme,
                uri.getHost().replaceAll("[\\[\\]]", ""),
                uri.getPort() == -1 ? port(scheme) : uri.getPort(),
                login.length > 0 ? decoded(login[0]) : null,
                login.length > 1 ? decoded(login[1]) : null,
                List.copyOf(exceptions));
    }

    /** As {@link #parse(String, List)}, without exceptions. */
    public static Proxy parse(String url) {
        return parse(url, List.of());
    }

    /** The items of a comma-separated NO_PROXY. */
    public static List<String> list(@Nullable String noProxy) {
        return noProxy == null
                ? List.of()
                : Arrays.stream(noProxy.split("[,\\s]+"))
                        .filter(item -> !item.isEmpty())
                        .toList();
    }

    /**
     * The proxy that the usual environment variables name for upstreams of this scheme: {@code HTTPS_PROXY} or
     * {@code HTTP_PROXY}, else {@code ALL_PROXY}, in lower case first, with {@code NO_PROXY}'s exceptions.
     *
     * @param environment looks a variable up, null or empty for none
     * @throws IllegalArgumentException as {@link #parse(String, List)}
     */
    public static Optional<Proxy> fromEnvironment(String scheme, Function<String, @Nullable String> environment) {
        List<String> exceptions = list(variable("no_proxy", environment).orElse(null));
        return variable(scheme + "_proxy", environment)
                .or(() -> variable("all_proxy", environment))
                .map(url -> parse(url.contains("://") ? url : "http://" + url, exceptions));
    }

    /**
     * Whether this host is reached without the proxy: {@code *}, a host with its subdomains, or a literal address in a range
     * like {@code 10.0.0.0/8}. Names are not resolved.
     */
    public static boolean excepted(Proxy proxy, String host) {
        return NoProxy.covers(proxy, host);
    }

    private static Optional<String> variable(String name, Function<String, @Nullable String> environment) {
        return Optional.ofNullable(environment.apply(name))
                .or(() -> Optional.ofNullable(environment.apply(name.toUpperCase(Locale.ROOT))))
                .filter(value -> !value.isBlank());
    }

    private static Proxy.Scheme scheme(@Nullable String scheme) {
        return Arrays.stream(Proxy.Scheme.values())
                .filter(known -> known.name().equalsIgnoreCase(scheme))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "a proxy's address begins with http://, https://, socks5:// or socks5h://"));
    }

    private static int port(Proxy.Scheme scheme) {
        return switch (scheme) {
            case HTTP -> 80;
            case HTTPS -> 443;
            case SOCKS5, SOCKS5H -> 1080;
        };
    }

    /** Percent signs only: a plus stays a plus. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("user or password has a % that is not an escape");
        }
    }
}
