package io.github.llmrouter.upstream;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that speaks HTTP, CONNECT and SOCKS5, wants a login if it has one, and takes every host for 127.0.0.1.
 *
 * <p>Threading: virtual threads, which end with their connections and {@link #close()}.
 */
final class TinyProxy implements AutoCloseable {

    private final ServerSocket server;
    private final @Nullable String user;
    private final @Nullable String password;
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    TinyProxy(@Nullable String user, @Nullable String password) throws IOException {
        this.user = user;
        this.password = password;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** What was asked of it, and let through: how and which host. */
    Queue<String> asked() {
        return asked;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = client.getInputStream();
            int first = in.read();
            if (first == 5) {
                socks(client, new DataInputStream(in));
            } else if (first >= 0) {
                http(client, in, first);
            }
        } catch (IOException e) {
            // the other side left
        }
    }

    private void socks(Socket client, DataInputStream in) throws IOException {
        OutputStream out = client.getOutputStream();
        byte[] methods = new byte[in.readUnsignedByte()];
        in.readFully(methods);
        boolean login = user != null;
        if (login && new String(methods, StandardCharsets.ISO_8859_1).indexOf(2) < 0) {
            out.write(new byte[] {5, (byte) 0xFF});
            return;
        }
        out.write(new byte[] {5, (byte) (login ? 2 : 0)});
        if (login) {
            in.readUnsignedByte();
            boolean known = text(in).equals(user) & text(in).equals(password);
            out.write(new byte[] {1, (byte) (known ? 0 : 1)});
            if (!known) {
                return;
            }
        }
        in.skipNBytes(3);
        int type = in.readUnsignedByte();
        String host = switch (type) {
            case 1 -> InetAddress.getByAddress(in.readNBytes(4)).getHostAddress();
            case 4 -> InetAddress.getByAddress(in.readNBytes(16)).getHostAddress();
            default -> text(in);
        };
        int port = in.readUnsignedShort();
        asked.add("SOCKS" + type + " " + host);
        Socket there = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(there);
        // The address it is bound to is a name here, which is rare but allowed.
        out.write(new byte[] {5, 0, 0, 3, 1, 'x', 0, 0});
        pump(client, in, there);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
    }

    private void http(Socket client, InputStream in, int first) throws IOException {
        while (true) {
            StringBuilder head = new StringBuilder();
            String line = (char) first + line(in);
            String request = line;
            boolean known = user == null;
            int length = 0;
            while (!(line = line(in)).isEmpty()) {
                String lower = line.toLowerCase(Locale.ROOT);
                if (lower.startsWith("proxy-authorization: basic ")) {
                    String login = new String(Base64.getDecoder().decode(line.substring(27)), StandardCharsets.UTF_8);
                    known |= login.equals(user + ":" + password);
                } else {
                    head.append(line).append("\r\n");
                }
                length = lower.startsWith("content-length: ") ? Integer.parseInt(line.substring(16)) : length;
            }
            byte[] body = in.readNBytes(length);
            if (known) {
                forward(client, in, request.split(" "), head.append("\r\n").toString(), body);
                return;
            }
            client.getOutputStream()
                    .write("HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            first = in.read();
            if (first < 0) {
                return;
            }
        }
    }

    private void forward(Socket client, InputStream in, String[] request, String head, byte[] body) throws IOException {
        boolean tunnel = request[0].equals("CONNECT");
        URI uri = URI.create(tunnel ? "https://" + request[1] : request[1]);
        asked.add((tunnel ? "CONNECT " : "HTTP ") + uri.getHost());
        Socket there = new Socket(InetAddress.getLoopbackAddress(), uri.getPort());
        open.add(there);
        if (tunnel) {
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        } else {
            String first = request[0] + " " + uri.getRawPath() + " HTTP/1.1\r\nConnection: close\r\n";
            there.getOutputStream().write((first + head).getBytes(StandardCharsets.ISO_8859_1));
            there.getOutputStream().write(body);
        }
        pump(client, in, there);
    }

    private static void pump(Socket client, InputStream in, Socket there) throws IOException {
        Thread.ofVirtual().start(() -> {
            try (there) {
                in.transferTo(there.getOutputStream());
            } catch (IOException e) {
                // the other side left
            }
        });
        there.getInputStream().transferTo(client.getOutputStream());
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b; (b = in.read()) != '\n'; ) {
            if (b < 0) {
                throw new IOException("left");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
