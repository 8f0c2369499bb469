package io.caisson.shots;

import java.awt.AWTException;
import java.awt.Component;
import java.awt.Container;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.InputEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.imageio.ImageIO;
import javax.swing.SwingUtilities;

/** The screen as a person uses it: looks for things, waits for them, clicks them, takes pictures. For one thread. */
final class Screen {
    /** Generous: two programs start at once on a machine that may be busy with more. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);

    private static final Point NOWHERE = new Point(0, 0);

    private final Robot robot;
    private final Path directory;
    private final PrintStream log;

    /** @param log gets a line for each picture */
    Screen(Path directory, PrintStream log) throws AWTException {
        this.robot = new Robot();
        this.directory = directory;
        this.log = log;
        robot.setAutoDelay(40);
    }

    /** What the event thread says; the caller waits for it. */
    static <T> T ask(Supplier<T> question) {
        AtomicReference<T> answer = new AtomicReference<>();
        try {
            SwingUtilities.invokeAndWait(() -> answer.set(question.get()));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("on the event thread", e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return answer.get();
    }

    static void tell(Runnable order) {
        ask(() -> {
            order.run();
            return true;
        });
    }

    /** Waits until the question, asked on the event thread, has an answer. */
    <T> T await(String what, Supplier<Optional<T>> question) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            Optional<T> answer = ask(question);
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not on the screen within " + LIMIT + ": " + what);
            }
            pause(POLL);
        }
    }

    /** Waits for a component that can be seen. */
    <T extends Component> T await(String what, Class<T> type, Predicate<? super T> wanted) {
        return await(what, () -> showing(type).stream().filter(wanted).findFirst());
    }

    /** {@return all components of that type that can be seen now} On the event thread only. */
    static <T extends Component> List<T> showing(Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Window window : Window.getWindows()) {
            collect(window, type, found);
        }
        return found;
    }

    private static <T> void collect(Component component, Class<T> type, List<T> found) {
        if (!component.isShowing()) {
            return;
        }
        if (type.isInstance(component)) {
            found.add(type.cast(component));
        }
        if (component instanceof Container container) {
            for (Component child : container.getComponents()) {
                collect(child, type, found);
            }
        }
    }

    void click(Component component) {
        click(component, ask(() -> whole(component)), 1);
    }

    static Rectangle whole(Component component) {
        return new Rectangle(component.getSize());
    }

    /** Clicks in the middle of a part of a component, which must be in sight. */
    void click(Component component, Rectangle part, int times) {
        Point corner = resting(component);
        robot.mouseMove(corner.x + (int) part.getCenterX(), corner.y + (int) part.getCenterY());
        for (int i = 0; i < times; i++) {
            robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
            robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
        }
        robot.waitForIdle();
    }

    /** Clicks, and again after a while if that had no effect: a program that is busy may lose a click. */
    void clickUntil(String effect, Component component, Supplier<Rectangle> part, BooleanSupplier seen) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            click(component, ask(part), 1);
            long again = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < again) {
                if (ask(seen::getAsBoolean)) {
                    return;
                }
                pause(POLL);
            }
        }
        throw new IllegalStateException("not within " + LIMIT + " of clicks: " + effect);
    }

    /** Clicks a button that goes away when it was pressed. */
    void clickAway(Component button) {
        clickUntil("the button is gone", button, () -> whole(button), () -> !button.isShowing());
    }

    /** {@return where the component is once it does not move any more: JConsole's questions slide in} */
    private Point resting(Component component) {
        Point last = null;
        while (true) {
            robot.waitForIdle();
            Point now = ask(() -> component.isShowing() ? component.getLocationOnScreen() : NOWHERE);
            if (now.equals(last)) {
                return now;
            }
            last = now;
            pause(POLL);
        }
    }

    /** Gives a window the whole screen. */
    void fill(Window window) {
        tell(() -> {
            window.setBounds(new Rectangle(Toolkit.getDefaultToolkit().getScreenSize()));
            window.validate();
        });
        robot.waitForIdle();
    }

    /** Lets time pass that the picture is about, for instance that of a chart. */
    void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Writes what is on the screen to {@code name.png}. */
    void picture(String name) throws IOException {
        robot.mouseMove(0, 0);
        pause(Duration.ofSeconds(1)); // repainting has no end that could be waited for
        robot.waitForIdle();
        Path file = directory.resolve(name + ".png");
        Rectangle all = new Rectangle(Toolkit.getDefaultToolkit().getScreenSize());
        ImageIO.write(robot.createScreenCapture(all), "png", file.toFile());
        log.println(file.getFileName() + ": " + Files.size(file) / 1024 + " KiB");
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted", e);
    }
}
