package io.github.llmrouter.admin;

import io.github.llmrouter.LlmRouter;
import io.github.llmrouter.routing.Bucket;
import io.github.llmrouter.routing.Router;
import io.github.llmrouter.routing.Target;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.jspecify.annotations.Nullable;

/**
 * The MBeans of one deployment, {@code io.github.llmrouter:type=Router|Target|Bucket,context="/llm-router"}. A new deployment
 * takes the names of an older one over, which may still be there for a moment, and the older one leaves them alone. For any number
 * of threads.
 */
public final class Beans implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.github.llmrouter.admin");

    private final LlmRouter router;
    private final String context;
    private final String owner = UUID.randomUUID().toString();
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<ObjectName> ours = new HashSet<>();

    /** @param context the application's path, empty for the root */
    public Beans(LlmRouter router, String context) {
        this.router = router;
        this.context = context.isEmpty() ? "/" : context;
    }

    /** Registers what the configuration in force has, and drops what it has no more. */
    public void refresh() {
        lock.lock();
        try {
            Map<ObjectName, StandardMBean> wanted = wanted();
            for (ObjectName name : Set.copyOf(ours)) {
                if (!wanted.containsKey(name)) {
                    drop(name);
                }
            }
            wanted.forEach(this::register);
        } catch (JMException e) {
            LOG.log(Level.WARNING, "the MBeans are not complete", e);
        } finally {
            lock.unlock();
        }
    }

    private Map<ObjectName, StandardMBean> wanted() throws JMException {
        Router routes = router.gateway().snapshot().router();
        Map<ObjectName, StandardMBean> wanted = new HashMap<>();
        wanted.put(name("Router", null), new StandardMBean(new RouterBean(router, owner), RouterMXBean.class, true));
        for (Target target : routes.targets()) {
            wanted.put(
                    name("Target", target.label()),
                    new StandardMBean(
                            new TargetBean(target, router.standings().of(target), owner), TargetMXBean.class, true));
            for (Bucket bucket : routes.buckets(target)) {
                wanted.put(
                        name("Bucket", bucket.id()),
                        new StandardMBean(
                                new BucketBean(bucket, router.standings().quotas(), owner), BucketMXBean.class, true));
            }
        }
        return wanted;
    }

    private ObjectName name(String type, @Nullable String name) throws JMException {
        return new ObjectName("io.github.llmrouter:type=" + type + ",context=" + ObjectName.quote(context)
                + (name == null ? "" : ",name=" + ObjectName.quote(name)));
    }

    private void register(ObjectName name, StandardMBean bean) {
        try {
            if (server.isRegistered(name)) {
                server.unregisterMBean(name);
            }
            server.registerMBean(bean, name);
            ours.add(name);
        } catch (JMException e) {
            LOG.log(Level.WARNING, "the MBean " + name + " is not there", e);
        }
    }

    private void drop(ObjectName name) {
        ours.remove(name);
        try {
            if (server.isRegistered(name) && owner.equals(server.getAttribute(name, "Owner"))) {
                server.unregisterMBean(name);
            }
        } catch (JMException e) {
            LOG.log(Level.DEBUG, "the MBean {0} went by itself", name);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            Set.copyOf(ours).forEach(this::drop);
        } finally {
            lock.unlock();
        }
    }
}
