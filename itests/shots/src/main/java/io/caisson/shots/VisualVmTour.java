package io.caisson.shots;

import java.io.IOException;
import java.time.Duration;
import javax.swing.AbstractButton;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JLabel;

/** VisualVM with the server's process opened ({@code --openpid}). Its tab for MBeans is a plugin it comes without. */
final class VisualVmTour {
    /** Time for the charts to have a line. */
    private static final Duration CHARTED = Duration.ofSeconds(40);

    private final Screen screen;

    VisualVmTour(Screen screen) {
        this.screen = screen;
    }

    void run() throws IOException {
        // The GPL, which Debian's package came with; a user directory of its own means it is shown again.
        screen.clickAway(
                screen.await("the licence", AbstractButton.class, button -> "I Accept".equals(button.getText())));
        JFrame frame = screen.await("the main window", JFrame.class, any -> true);
        screen.fill(frame);
        open("Monitor");
        screen.pause(CHARTED);
        screen.picture("visualvm-monitor");
        open("Overview");
        screen.picture("visualvm-overview");
    }

    /** A view has the name that its tab shows. */
    private void open(String title) {
        JLabel tab = screen.await(
                "tab " + title,
                JLabel.class,
                label -> label.getText() != null && title.equals(label.getText().strip()));
        screen.clickUntil(
                "view " + title,
                tab,
                () -> Screen.whole(tab),
                () -> Screen.showing(JComponent.class).stream().anyMatch(view -> title.equals(view.getName())));
    }
}
