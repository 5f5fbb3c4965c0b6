package io.github.llmrouter.config;

import io.github.llmrouter.config.Config.Proxy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which hosts a proxy's exceptions name: {@code *}, a host with its subdomains, with or without a leading dot, or a literal
 * address or range of addresses ({@code 10.0.0.0/8}, {@code fd00::/8}). A port is not looked at; no name is resolved.
 */
final class NoProxy {

    private static final Pattern PORT = Pattern.compile("(\\[.*]|[^:\\[\\]]*)(?::\\d{1,5})?");
    private static final Pattern RANGE = Pattern.compile("([0-9a-f.:]+)(?:/(\\d{1,3}))?");

    private NoProxy() {}

    /** Whether {@code host} is reached without the proxy. */
    static boolean covers(Proxy proxy, String host) {
        String plain = plain(host);
        return proxy.exceptions().stream().anyMatch(exception -> matches(exception.strip(), plain));
    }

    private static boolean matches(String exception, String host) {
        if (exception.equals("*") || inRange(exception.toLowerCase(Locale.ROOT), host)) {
            return true;
        }
        Matcher parts = PORT.matcher(exception);
        if (!parts.matches()) {
            return false;
        }
        String name = plain(parts.group(1)).replaceFirst("^\\*?\\.", "");
        return !name.isEmpty() && (host.equals(name) || inRange(name, host) || below(host, name));
    }

    private static boolean below(String host, String domain) {
        return host.endsWith("." + domain) && literal(host).isEmpty();
    }

    private static boolean inRange(String exception, String host) {
        Matcher range = RANGE.matcher(exception);
        if (!range.matches()) {
            return false;
        }
        byte[] network = literal(range.group(1)).orElse(new byte[0]);
        byte[] address = literal(host).orElse(new byte[1]);
        int bits = range.group(2) == null ? network.length * 8 : Integer.parseInt(range.group(2));
        return network.length == address.length && bits <= network.length * 8 && sameStart(network, address, bits);
    }

    private static boolean sameStart(byte[] network, byte[] address, int bits) {
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if ((network[bit / 8] & mask) != (address[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** Only what cannot be a name, so that nothing is resolved. */
    private static Optional<byte[]> literal(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,3}){3}") && !text.contains(":")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static String plain(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("[\\[\\]]|\\.$", "");
    }
}
