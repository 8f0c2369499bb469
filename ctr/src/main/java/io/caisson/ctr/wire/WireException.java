package io.caisson.ctr.wire;

import java.io.IOException;

/** The other side broke the rules of the wire. The message is fit for a terminal: it holds nothing it sent. */
public final class WireException extends IOException {
    private static final long serialVersionUID = 1L;

    public WireException(String message) {
        super(message);
    }
}
