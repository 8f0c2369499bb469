package io.caisson.shots;

import java.awt.Frame;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JSplitPane;
import javax.swing.JTabbedPane;
import javax.swing.JTable;
import javax.swing.JTree;
import javax.swing.tree.TreeModel;
import javax.swing.tree.TreePath;

/**
 * Opens JConsole on a server that has a container and paints what it shows. Arguments: where to connect (pid or service
 * URL), id of the container, directory for the pictures. Needs {@code --add-exports
 * jdk.jconsole/sun.tools.jconsole=ALL-UNNAMED} and a display.
 */
public final class Shots {
    private static final int CHART_SECONDS = 20;
    private static final int TREE_WIDTH = 260;

    private final Path directory;
    private final String container;

    private Shots(String container, Path directory) {
        this.container = container;
        this.directory = directory;
    }

    /** Takes all pictures; status 1 when something expected did not appear. */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[2]));
        Class.forName("sun.tools.jconsole.JConsole")
                .getMethod("main", String[].class)
                .invoke(null, (Object) new String[] {"-interval=1", args[0]});
        int status = 1;
        try {
            new Shots(args[1], directory).takeAll();
            status = 0;
        } catch (IOException | IllegalStateException e) {
            e.printStackTrace();
        }
        System.exit(status); // JConsole's threads would go on
    }

    private void takeAll() throws IOException {
        connectWithoutTls();
        JFrame window = Swing.await(
                "JConsole's window",
                () -> Swing.find(JFrame.class, frame -> frame.getTitle().contains("Console")));
        Swing.on(() -> {
            window.setExtendedState(Frame.NORMAL);
            window.setBounds(0, 0, 1180, 760);
            return null;
        });
        JTabbedPane tabs = Swing.await(
                "the tab MBeans", () -> Swing.find(JTabbedPane.class, pane -> pane.indexOfTab("MBeans") >= 0));
        Swing.on(() -> {
            tabs.setSelectedIndex(tabs.indexOfTab("MBeans"));
            return null;
        });
        JTree tree = Swing.await("the tree of MBeans", () -> Swing.find(JTree.class, any -> true));
        JSplitPane split = Swing.await("the divider", () -> Swing.find(JSplitPane.class, any -> true));
        Swing.on(() -> {
            split.setDividerLocation(TREE_WIDTH);
            return null;
        });

        select(tree, "io.caisson", "Container", container);
        shoot(window, "jconsole-container.png");
        select(tree, "io.caisson", "Container", container, "Attributes");
        shoot(window, "jconsole-attributes.png");
        select(tree, "io.caisson", "Container", container, "Operations");
        shoot(window, "jconsole-operations.png");
        select(tree, "io.caisson", "Container", container, "Operations", "stop");
        shoot(window, "jconsole-operation-stop.png");
        select(tree, "io.caisson", "Containers"); // its children are made when it is looked at
        select(tree, "io.caisson", "Containers", "Attributes");
        shoot(window, "jconsole-containers.png");
        select(tree, "io.caisson", "Container", container, "Attributes");
        openChart("UptimeSeconds");
        openChart("MemoryUsageBytes");
        Swing.pause(CHART_SECONDS * 1000L); // a chart needs time to have a line
        shoot(window, "jconsole-chart.png");
    }

    /** The local agent speaks no TLS; JConsole asks before it does without. */
    private static void connectWithoutTls() {
        Swing.await("the question about an insecure connection, or MBeans", () -> {
            Optional<JButton> insecure =
                    Swing.find(JButton.class, button -> "Insecure connection".equals(button.getText()));
            insecure.ifPresent(button -> Swing.on(() -> {
                button.doClick();
                return null;
            }));
            boolean connected = Swing.find(
                            JTree.class,
                            tree -> tree.getModel()
                                            .getChildCount(tree.getModel().getRoot())
                                    > 0)
                    .isPresent();
            return insecure.isPresent() || connected ? Optional.of(true) : Optional.empty();
        });
    }

    private static void select(JTree tree, String... names) {
        TreePath path = Swing.await(String.join("/", names), () -> Swing.on(() -> path(tree.getModel(), names)));
        Swing.on(() -> {
            tree.setSelectionPath(null);
            tree.expandPath(path);
            tree.setSelectionPath(path);
            tree.scrollPathToVisible(path);
            return null;
        });
    }

    private static Optional<TreePath> path(TreeModel model, String... names) {
        TreePath path = new TreePath(model.getRoot());
        for (String name : names) {
            Object parent = path.getLastPathComponent();
            Object next = null;
            for (int i = 0; i < model.getChildCount(parent); i++) {
                if (model.getChild(parent, i).toString().equals(name)) {
                    next = model.getChild(parent, i);
                }
            }
            if (next == null) {
                return Optional.empty();
            }
            path = path.pathByAddingChild(next);
        }
        return Optional.of(path);
    }

    private static void openChart(String attribute) {
        JTable table = Swing.await(
                "the attribute " + attribute, () -> Swing.find(JTable.class, any -> rowOf(any, attribute) >= 0));
        Rectangle cell = Swing.on(() -> {
            Rectangle bounds = table.getCellRect(rowOf(table, attribute), 1, true);
            table.scrollRectToVisible(bounds);
            return bounds;
        });
        Swing.doubleClick(table, cell.x + cell.width / 2, cell.y + cell.height / 2);
    }

    private static int rowOf(JTable table, String name) {
        for (int row = 0; row < table.getRowCount(); row++) {
            if (name.equals(String.valueOf(table.getValueAt(row, 0)))) {
                return row;
            }
        }
        return -1;
    }

    private void shoot(JFrame window, String name) throws IOException {
        Swing.pause(1500); // JConsole reads values and lays out behind its own back
        Swing.paint(window, directory.resolve(name));
    }
}
