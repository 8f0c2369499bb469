package io.caisson.shots;

import java.awt.AWTException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Leads the program it is loaded into through a tour and ends it: with status 0 when all pictures were taken, with 1 and
 * a picture named {@code failed.png} when something did not show up.
 */
public final class Agent {
    /** JConsole shows System.err in a window of its own. */
    private static final PrintStream TERMINAL =
            new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    private Agent() {}

    /** @param argument {@code jconsole} or {@code visualvm}, a comma, and the directory for the pictures */
    public static void premain(String argument) {
        String[] parts = argument.split(",", 2);
        Thread tour = new Thread(() -> run(parts[0], Path.of(parts[1])), "tour");
        tour.setDaemon(true);
        tour.start();
    }

    private static void run(String name, Path directory) {
        Screen screen;
        try {
            screen = new Screen(directory, TERMINAL);
        } catch (AWTException e) {
            throw new IllegalStateException("no screen", e);
        }
        int status = 1;
        try {
            switch (name) {
                case "jconsole" -> new JConsoleTour(screen).run();
                case "visualvm" -> new VisualVmTour(screen).run();
                default -> throw new IllegalArgumentException("no tour is called " + name);
            }
            status = 0;
        } catch (IOException | RuntimeException e) {
            failed(screen);
            e.printStackTrace(TERMINAL);
        }
        // Not System.exit: VisualVM's shutdown asks questions.
        Runtime.getRuntime().halt(status);
    }

    private static void failed(Screen screen) {
        try {
            screen.picture("failed");
        } catch (IOException e) {
            e.printStackTrace(TERMINAL);
        }
    }
}
