package io.github.llmrouter.access;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** A set of IP addresses and networks. Immutable, for any thread. */
final class Networks {

    private record Network(byte[] address, int bits) {

        static Network of(String written) {
            int slash = written.indexOf('/');
            byte[] address = bytes(slash < 0 ? written : written.substring(0, slash));
            return new Network(
                    address, slash < 0 ? address.length * 8 : Integer.parseInt(written.substring(slash + 1)));
        }

        boolean holds(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < Math.min(bits, other.length * 8); bit++) {
                if (((address[bit / 8] ^ other[bit / 8]) & 0x80 >> bit % 8) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Network> networks;

    /** @throws IllegalArgumentException if one is no address; names of hosts are none */
    Networks(List<String> written) {
        networks = written.stream().map(Network::of).toList();
    }

    boolean hold(String address) {
        byte[] bytes;
        try {
            bytes = bytes(address);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return networks.stream().anyMatch(network -> network.holds(bytes));
    }

    /** Digits only, so that nothing is looked up; an IPv4 address inside IPv6 is that IPv4 address. */
    private static byte[] bytes(String address) {
        String bare =
                address.startsWith("[") && address.endsWith("]") ? address.substring(1, address.length() - 1) : address;
        if (!bare.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.%]*")) {
            throw new IllegalArgumentException("not an IP address: " + address);
        }
        try {
            return InetAddress.getByName(bare).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an IP address: " + address, e);
        }
    }
}
