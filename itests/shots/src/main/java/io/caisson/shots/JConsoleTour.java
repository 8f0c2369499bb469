package io.caisson.shots;

import java.awt.Component;
import java.awt.Rectangle;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import javax.swing.AbstractButton;
import javax.swing.JFrame;
import javax.swing.JSplitPane;
import javax.swing.JTabbedPane;
import javax.swing.JTable;
import javax.swing.JTree;
import javax.swing.SwingUtilities;

/** JConsole on a server with a running container called {@code web}. */
final class JConsoleTour {
    private static final String[] CONTAINER = {"io.caisson", "Container", "web"};
    private static final Duration CHARTED = Duration.ofSeconds(75);

    private static final int TREE_WIDTH = 250;

    /** Time, type, user data, number, message, event, source: as somebody would drag them who wants to read. */
    private static final int[] NOTIFICATION_WIDTHS = {85, 230, 45, 45, 180, 45, 190};

    private final Screen screen;
    private JTree tree;

    JConsoleTour(Screen screen) {
        this.screen = screen;
    }

    void run() throws IOException {
        JFrame frame = screen.await("the main window", JFrame.class, any -> true);
        screen.fill(frame);
        // JConsole tries SSL first, also for a process of this host, and then asks.
        screen.clickAway(button("Insecure connection"));
        openTab("MBeans");
        tree = screen.await("the tree of MBeans", JTree.class, any -> true);
        widenTree();
        Trees.unfold(screen, tree, "io.caisson", "Container");

        node();
        screen.picture("jconsole-container");

        node("Attributes");
        rowOf("MemoryUsageBytes");
        screen.pause(Duration.ofSeconds(2)); // percentages are between two readings
        screen.click(button("Refresh"));
        screen.picture("jconsole-attributes");

        node("Attributes", "MemoryUsageBytes");
        chart("MemoryUsageBytes");
        screen.pause(CHARTED);
        screen.picture("jconsole-chart");

        node("Operations", "kill");
        button("kill");
        screen.picture("jconsole-operation");

        node("Operations");
        screen.picture("jconsole-operations");

        notifications();

        Trees.select(screen, tree, "io.caisson", "Containers"); // its attributes are looked up on the click
        Trees.select(screen, tree, "io.caisson", "Containers", "Attributes", "Containers");
        chart("Containers");
        screen.picture("jconsole-containers");
    }

    private void widenTree() {
        JSplitPane halves = screen.await(
                "the divider beside the tree",
                JSplitPane.class,
                pane -> SwingUtilities.isDescendingFrom(tree, pane.getLeftComponent()));
        Screen.tell(() -> halves.setDividerLocation(TREE_WIDTH));
    }

    private void notifications() throws IOException {
        node("Notifications");
        screen.click(button("Subscribe"));
        for (String operation : new String[] {"pause", "resume"}) {
            node("Operations", operation);
            screen.click(button(operation));
            screen.clickAway(button("OK"));
        }
        node("Notifications[2]");
        JTable table = screen.await(
                "the notifications", JTable.class, any -> any.getColumnCount() == NOTIFICATION_WIDTHS.length);
        Screen.tell(() -> {
            for (int i = 0; i < NOTIFICATION_WIDTHS.length; i++) {
                table.getColumnModel().getColumn(i).setPreferredWidth(NOTIFICATION_WIDTHS[i]);
            }
        });
        screen.picture("jconsole-notifications");
    }

    private void node(String... below) {
        String[] path = new String[CONTAINER.length + below.length];
        System.arraycopy(CONTAINER, 0, path, 0, CONTAINER.length);
        System.arraycopy(below, 0, path, CONTAINER.length, below.length);
        Trees.select(screen, tree, path);
    }

    private AbstractButton button(String text) {
        return screen.await(
                "button " + text, AbstractButton.class, button -> text.equals(button.getText()) && button.isEnabled());
    }

    private void openTab(String title) {
        JTabbedPane tabs = screen.await("tab " + title, JTabbedPane.class, pane -> isEnabled(pane, title));
        screen.clickUntil(
                "tab " + title,
                tabs,
                () -> tabs.getBoundsAt(tabs.indexOfTab(title)),
                () -> tabs.indexOfTab(title) == tabs.getSelectedIndex());
    }

    private static boolean isEnabled(JTabbedPane tabs, String title) {
        int index = tabs.indexOfTab(title);
        return index >= 0 && tabs.isEnabledAt(index);
    }

    /** A double click on a number draws a chart in its cell; on a table it opens it. */
    private void chart(String attribute) {
        Cell cell = rowOf(attribute);
        screen.click(cell.table(), cell.bounds(), 2);
        screen.await(
                "what is behind " + attribute,
                () -> cell(cell.table(), attribute).filter(now -> now.bounds().height > cell.bounds().height));
    }

    private record Cell(JTable table, Rectangle bounds) {}

    /** Waits for an attribute with a value. {@return the cell of the value} */
    private Cell rowOf(String attribute) {
        return screen.await(
                "value of " + attribute,
                () -> Screen.showing(JTable.class).stream()
                        .flatMap(table -> cell(table, attribute).stream())
                        .findFirst());
    }

    private static Optional<Cell> cell(JTable table, String attribute) {
        for (int row = 0; row < table.getRowCount(); row++) {
            if (attribute.equals(String.valueOf(table.getValueAt(row, 0))) && table.getColumnCount() > 1) {
                Component drawn = table.prepareRenderer(table.getCellRenderer(row, 1), row, 1);
                table.scrollRectToVisible(table.getCellRect(row, 1, true));
                return drawn == null ? Optional.empty() : Optional.of(new Cell(table, table.getCellRect(row, 1, true)));
            }
        }
        return Optional.empty();
    }
}
