package io.github.llmrouter.containers;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The platform MBeans of another process of this user's. */
final class AttachedBeans implements Contract.Beans {

    private final VirtualMachine machine;
    private final JMXConnector connector;

    AttachedBeans(long process) throws Exception {
        machine = VirtualMachine.attach(Long.toString(process));
        connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
    }

    @Override
    public MBeanServerConnection connection() throws IOException {
        return connector.getMBeanServerConnection();
    }

    @Override
    public void close() throws IOException {
        connector.close();
        machine.detach();
    }
}
