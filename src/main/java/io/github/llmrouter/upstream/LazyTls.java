package io.github.llmrouter.upstream;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** TLS that reads the JVM's store of authorities at the first connection that needs it: that takes a quarter of a second. */
final class LazyTls implements TlsSocketStrategy {

    private final List<Path> certificates;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable TlsSocketStrategy strategy;

    /**
     * @param certificates beside the JVM's own; these are read at once, so that a mistake is told at once
     * @throws IOException if they cannot be read
     */
    LazyTls(List<Path> certificates) throws IOException, GeneralSecurityException {
        this.certificates = certificates;
        if (!certificates.isEmpty()) {
            strategy = new DefaultClientTlsStrategy(Trust.context(certificates));
        }
    }

    @Override
    public SSLSocket upgrade(
            Socket socket, String target, int port, @Nullable Object attachment, @Nullable HttpContext context)
            throws IOException {
        return strategy().upgrade(socket, target, port, attachment, context);
    }

    private TlsSocketStrategy strategy() throws IOException {
        TlsSocketStrategy known = strategy;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            TlsSocketStrategy made = strategy;
            if (made == null) {
                SSLContext trusted = Trust.context(certificates);
                made = new DefaultClientTlsStrategy(trusted);
                strategy = made;
            }
            return made;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be used: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }
}
