package io.github.llmrouter.cli;

/** A name and a password for a server's administration. */
record Login(String user, String password) {

    @Override
    public String toString() {
        return "Login[" + user + "]";
    }
}
