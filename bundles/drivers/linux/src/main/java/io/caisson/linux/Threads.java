package io.caisson.linux;

/** The threads of this OSGi bundle. */
final class Threads {
    private Threads() {}

    /** {@return a thread that does not keep the server alive, nor the class loader of whoever asked for it} */
    static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        return thread;
    }
}
