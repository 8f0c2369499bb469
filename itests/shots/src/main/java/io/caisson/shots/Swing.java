package io.caisson.shots;

import java.awt.Component;
import java.awt.Container;
import java.awt.Window;
import java.awt.event.MouseEvent;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.swing.SwingUtilities;

/** Finds, waits for, clicks and paints the components of a Swing program in this JVM. For one thread, not Swing's. */
final class Swing {
    private static final long LIMIT_NANOS = 60_000_000_000L;

    private Swing() {}

    /** Runs on Swing's thread. {@return what the call returns} */
    static <T> T on(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        SwingUtilities.invokeLater(task);
        try {
            return task.get();
        } catch (Exception e) {
            throw new IllegalStateException("the window did not do as told", e);
        }
    }

    /** {@return the first visible component of the type that the predicate accepts, in any window} */
    static <T extends Component> Optional<T> find(Class<T> type, Predicate<T> wanted) {
        return on(() -> {
            List<T> found = new ArrayList<>();
            for (Window window : Window.getWindows()) {
                if (window.isShowing()) {
                    collect(window, type, wanted, found);
                }
            }
            return found.stream().findFirst();
        });
    }

    private static <T extends Component> void collect(Component at, Class<T> type, Predicate<T> wanted, List<T> found) {
        if (type.isInstance(at) && at.isShowing() && wanted.test(type.cast(at))) {
            found.add(type.cast(at));
        }
        if (at instanceof Container container) {
            for (Component child : container.getComponents()) {
                collect(child, type, wanted, found);
            }
        }
    }

    /** Asks again until there is an answer; fails with the words when there is none within a minute. */
    static <T> T await(String what, Supplier<Optional<T>> question) {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (System.nanoTime() < end) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            pause(100);
        }
        throw new IllegalStateException("not seen within a minute: " + what);
    }

    static void doubleClick(Component component, int x, int y) {
        on(() -> {
            for (int id : new int[] {MouseEvent.MOUSE_PRESSED, MouseEvent.MOUSE_RELEASED, MouseEvent.MOUSE_CLICKED}) {
                component.dispatchEvent(new MouseEvent(
                        component, id, System.currentTimeMillis(), 0, x, y, 2, false, MouseEvent.BUTTON1));
            }
            return null;
        });
    }

    static void paint(Component component, Path png) throws IOException {
        BufferedImage image = on(() -> {
            BufferedImage painted =
                    new BufferedImage(component.getWidth(), component.getHeight(), BufferedImage.TYPE_INT_RGB);
            component.printAll(painted.getGraphics());
            return painted;
        });
        ImageIO.write(image, "png", new File(png.toString()));
        System.out.println("wrote " + png);
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
