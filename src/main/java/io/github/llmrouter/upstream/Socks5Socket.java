package io.github.llmrouter.upstream;

import io.github.llmrouter.config.Config;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A socket that connects through a SOCKS5 proxy (RFC 1928, RFC 1929). The JDK's own takes credentials only from a JVM-wide
 * authenticator, which an application inside a shared server must not install.
 */
final class Socks5Socket extends Socket {

    private static final int VERSION = 5;
    private static final int USER_PASSWORD = 2;

    private final Config.Proxy proxy;

    Socks5Socket(Config.Proxy proxy) {
        this.proxy = proxy;
    }

    /** An unresolved endpoint is passed on by name: the proxy looks it up (socks5h). */
    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        super.connect(new InetSocketAddress(proxy.host(), proxy.port()), timeout);
        int before = getSoTimeout();
        setSoTimeout(timeout);
        negotiate((InetSocketAddress) endpoint);
        setSoTimeout(before);
    }

    private void negotiate(InetSocketAddress endpoint) throws IOException {
        DataInputStream in = new DataInputStream(getInputStream());
        OutputStream out = getOutputStream();
        out.write(proxy.user() == null ? new byte[] {VERSION, 1, 0} : new byte[] {VERSION, 2, 0, USER_PASSWORD});
        check(in.readUnsignedByte() == VERSION, "is no SOCKS5 proxy");
        int method = in.readUnsignedByte();
        check(method == 0 || method == USER_PASSWORD, "accepts none of our authentication methods");
        if (method == USER_PASSWORD) {
            login(in, out);
        }
        out.write(request(endpoint));
        in.readUnsignedByte();
        int status = in.readUnsignedByte();
        check(status == 0, "refused the connection (SOCKS status " + status + ")");
        in.readUnsignedByte();
        int bound = switch (in.readUnsignedByte()) {
            case 1 -> 4;
            case 4 -> 16;
            default -> in.readUnsignedByte();
        };
        in.readFully(new byte[bound + 2]);
    }

    private void login(DataInputStream in, OutputStream out) throws IOException {
        byte[] user = bytes(proxy.user());
        byte[] password = bytes(proxy.password());
        out.write(ByteBuffer.allocate(3 + user.length + password.length)
                .put((byte) 1)
                .put((byte) user.length)
                .put(user)
                .put((byte) password.length)
                .put(password)
                .array());
        in.readUnsignedByte();
        check(in.readUnsignedByte() == 0, "refused the user name or password");
    }

    private static byte[] request(InetSocketAddress endpoint) {
        byte[] address = endpoint.isUnresolved()
                ? bytes(endpoint.getHostString())
                : endpoint.getAddress().getAddress();
        int type = endpoint.isUnresolved() ? 3 : address.length == 4 ? 1 : 4;
        ByteBuffer request = ByteBuffer.allocate(7 + address.length)
                .put((byte) VERSION)
                .put((byte) 1)
                .put((byte) 0)
                .put((byte) type);
        if (endpoint.isUnresolved()) {
            request.put((byte) address.length);
        }
        request.put(address).putShort((short) endpoint.getPort()).flip();
        byte[] exact = new byte[request.remaining()];
        request.get(exact);
        return exact;
    }

    private static byte[] bytes(@Nullable String text) {
        byte[] bytes = (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 255) {
            throw new IllegalArgumentException("SOCKS5 takes at most 255 bytes here");
        }
        return bytes;
    }

    private void check(boolean good, String complaint) throws IOException {
        if (!good) {
            close();
            throw new IOException("the proxy " + proxy.host() + ":" + proxy.port() + " " + complaint);
        }
    }
}
