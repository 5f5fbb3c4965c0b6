package io.github.llmrouter.gateway;

import java.io.IOException;

/** The client took no more bytes. Not the upstream's fault: no health suffers. */
final class ClientGoneException extends IOException {

    private static final long serialVersionUID = 1;

    ClientGoneException(IOException cause) {
        super("the client has left", cause);
    }
}
