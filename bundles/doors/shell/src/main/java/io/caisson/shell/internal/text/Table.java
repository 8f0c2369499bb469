package io.caisson.shell.internal.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of cells, padded by blanks as Go's {@code tabwriter} pads them in containerd's {@code ctr} 0.2: each column but the
 * last is as wide as its longest cell and the padding, but at least so wide. Cells are made {@link Printable}. For one
 * thread.
 */
public final class Table {
    private final int minWidth;
    private final int padding;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * @param minWidth characters
     * @param padding characters after the longest cell
     */
    public Table(int minWidth, int padding) {
        this.minWidth = minWidth;
        this.padding = padding;
    }

    /** {@return a table as {@code containers list} writes it} */
    public static Table ofList(String... head) {
        return new Table(20, 3).row(head);
    }

    /** {@return one line as {@code events} writes it} */
    public static String eventLine(String... cells) {
        return new Table(31, 1).row(cells).toString();
    }

    public Table row(String... cells) {
        List<String> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(Printable.of(cell));
        }
        rows.add(row);
        return this;
    }

    /** {@return all rows, each ended by a line feed} */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (List<String> row : rows) {
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                out.append(cell);
                if (column < row.size() - 1) {
                    out.append(" ".repeat(width(column) - length(cell)));
                }
            }
            out.append('\n');
        }
        return out.toString();
    }

    private int width(int column) {
        int width = minWidth;
        for (List<String> row : rows) {
            if (column < row.size() - 1) {
                width = Math.max(width, length(row.get(column)) + padding);
            }
        }
        return width;
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
