package io.github.llmrouter.admin;

import java.util.List;

/** The router as JMX consoles see it. */
public interface RouterMXBean {

    /** Differs for each deployment: whose bean this is. */
    String getOwner();

    boolean isReady();

    /** Empty if it is ready. */
    String getReasonNotReady();

    int getRequestsUnderWay();

    List<String> getNames();

    /** SHA-256 of the configuration in force. */
    String getConfigurationHash();

    /** Reads the configuration again; returns what is wrong with it, empty if it was taken over. */
    String reload();

    /** Refuses new calls and lets those under way go on for at most so many seconds; returns how many had to be ended. */
    int drain(int seconds);

    /** Takes calls again. */
    void resume();
}
