package io.github.llmrouter.usage;

/** Where entries go. Called on the request's thread after the client has its answer: it must not block. */
public interface Ledger {

    void record(Entry entry);

    /** One after the other. */
    static Ledger all(Iterable<Ledger> ledgers) {
        return entry -> ledgers.forEach(ledger -> ledger.record(entry));
    }
}
