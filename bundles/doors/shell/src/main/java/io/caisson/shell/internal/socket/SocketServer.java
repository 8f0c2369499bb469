package io.caisson.shell.internal.socket;

import io.caisson.api.error.CaissonException;
import io.caisson.api.error.ErrorCode;
import io.caisson.shell.internal.command.ExitCodes;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts clients on the socket, at most so many at a time. It accepts when the constructor has returned. */
public final class SocketServer implements AutoCloseable {
    /** Clients served at a time; one more is told so and turned away. */
    public static final int MAX_CONNECTIONS = 64;

    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
    private static final int THREADS_PER_CONNECTION = 3;
    private static final int CLOSE_MILLIS = 1000;
    private static final int PAUSE_AFTER_FAILURE_MILLIS = 100;

    private final BoundSocket socket;
    private final Peers peers;
    private final CallHandler handler;
    private final Semaphore places = new Semaphore(MAX_CONNECTIONS);
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService workers;
    private final ScheduledExecutorService deadlines;

    /**
     * Binds and begins to accept.
     *
     * @throws CaissonException ALREADY_EXISTS {@code socket.in-use}, INTERNAL {@code socket.bind-failed}
     */
    public SocketServer(Path path, CallHandler handler) {
        this.handler = handler;
        this.socket = BoundSocket.bind(path);
        try {
            this.peers = Peers.of(path);
        } catch (IOException e) {
            closeSocket();
            throw new CaissonException(
                    ErrorCode.INTERNAL, "socket.bind-failed", "owner of " + path + " is unknown: " + e, Map.of(), e);
        }
        this.workers = new ThreadPoolExecutor(
                0,
                1 + MAX_CONNECTIONS * THREADS_PER_CONNECTION,
                30,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                named("caisson-shell-"));
        this.deadlines = Executors.newSingleThreadScheduledExecutor(named("caisson-shell-deadline-"));
        workers.execute(this::acceptAll);
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** {@return where it listens} */
    public Path path() {
        return socket.path();
    }

    private void acceptAll() {
        while (socket.isOpen()) {
            try {
                admit(socket.accept());
            } catch (IOException e) {
                if (socket.isOpen()) {
                    LOG.atWarn().setCause(e).log("a connection of ctr was not accepted"); // out of descriptors
                    pause();
                }
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_AFTER_FAILURE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void admit(SocketChannel channel) {
        if (!places.tryAcquire()) {
            Connection.refuse(
                    channel,
                    "the server has " + MAX_CONNECTIONS + " connections already, try again later",
                    ExitCodes.BUSY);
            return;
        }
        Connection connection = new Connection(channel, peers, handler, workers, deadlines);
        connections.add(connection);
        try {
            workers.execute(() -> serve(connection));
        } catch (RejectedExecutionException e) {
            done(connection);
            Connection.refuse(channel, "the server is going down", ExitCodes.BUSY);
        } catch (OutOfMemoryError e) { // no thread can be made; one of the heap ends the JVM
            done(connection);
            Connection.refuse(channel, "the server can make no thread, try again later", ExitCodes.BUSY);
            LOG.atError().setCause(e).log("a connection of ctr got no thread");
        }
    }

    private void serve(Connection connection) {
        try {
            connection.run();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("connection of ctr failed by a fault of ours");
        } finally {
            done(connection);
        }
    }

    private void done(Connection connection) {
        connections.remove(connection);
        places.release();
    }

    /** Stops to listen and lets go of all clients within about a second. What runs in containers does not notice. */
    @Override
    public void close() {
        closeSocket();
        List.copyOf(connections).forEach(Connection::closeForShutdown);
        deadlines.shutdownNow();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("path", socket.path()).setCause(e).log("socket of ctr did not close");
        }
    }
}
