package io.github.llmrouter.chat;

/** The one exception that crosses packages: a fault that nobody on the way could cure. It carries no stack trace. */
public final class FaultException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Fault fault;

    public FaultException(Fault fault) {
        super(fault.message(), null, false, false);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
