package io.caisson.shots;

import java.awt.Component;
import java.awt.Rectangle;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.swing.JLabel;
import javax.swing.JTree;
import javax.swing.tree.TreeModel;
import javax.swing.tree.TreePath;

/** Finds nodes of a tree by the texts that are drawn for them. */
final class Trees {
    private static final Pattern MARKUP = Pattern.compile("<[^>]*>");

    private Trees() {}

    /** Unfolds the tree down to a node, brings it into sight and clicks it. A text may be the beginning of a label. */
    static void select(Screen screen, JTree tree, String... texts) {
        TreePath path = screen.await(String.join(" / ", texts), () -> find(tree, texts));
        screen.clickUntil("selection of " + path, tree, () -> inSight(tree, path), () -> tree.isPathSelected(path));
    }

    private static Rectangle inSight(JTree tree, TreePath path) {
        tree.expandPath(path.getParentPath());
        tree.scrollPathToVisible(path);
        return tree.getPathBounds(path);
    }

    static void unfold(Screen screen, JTree tree, String... texts) {
        TreePath path = screen.await(String.join(" / ", texts), () -> find(tree, texts));
        Screen.tell(() -> tree.expandPath(path));
    }

    private static Optional<TreePath> find(JTree tree, String... texts) {
        TreeModel model = tree.getModel();
        TreePath path = new TreePath(model.getRoot());
        for (String text : texts) {
            Optional<TreePath> child = child(tree, path, text);
            if (child.isEmpty()) {
                return child;
            }
            path = child.get();
        }
        return Optional.of(path);
    }

    private static Optional<TreePath> child(JTree tree, TreePath parent, String text) {
        TreeModel model = tree.getModel();
        Object node = parent.getLastPathComponent();
        Optional<TreePath> begins = Optional.empty();
        for (int i = 0; i < model.getChildCount(node); i++) {
            Object child = model.getChild(node, i);
            String label = label(tree, child);
            if (label.equals(text)) {
                return Optional.of(parent.pathByAddingChild(child));
            }
            if (label.startsWith(text)) {
                begins = Optional.of(parent.pathByAddingChild(child));
            }
        }
        return begins;
    }

    private static String label(JTree tree, Object node) {
        boolean leaf = tree.getModel().isLeaf(node);
        Component drawn = tree.getCellRenderer().getTreeCellRendererComponent(tree, node, false, false, leaf, 0, false);
        String text = drawn instanceof JLabel label ? String.valueOf(label.getText()) : String.valueOf(node);
        return MARKUP.matcher(text).replaceAll("");
    }
}
