package io.caisson.shims.internal.program;

import java.nio.charset.StandardCharsets;

/** Writes the instructions that set oom_score_adj (proc(5)) of whoever runs them; where that is refused they go on. */
final class OomScoreCode {
    private final Assembler code;
    private final Opener opener;
    private final Cell path;

    OomScoreCode(Assembler code, Opener opener) {
        this.code = code;
        this.opener = opener;
        this.path = code.text("oom path", "/proc/self/oom_score_adj");
    }

    /** @param who whose score it is, as it stands in an error */
    void set(String who, int score) {
        String what = "oom_score_adj of " + who;
        Label refused = code.label("no " + what);
        String text = Integer.toString(score);
        opener.tryOpen(what, path, Flags.O_WRONLY, 0).onError(refused);
        code.call(
                        "set " + what,
                        SystemCall.WRITE,
                        opener.found(),
                        code.text(what, text).address(),
                        Operand.of(text.getBytes(StandardCharsets.US_ASCII).length))
                .goOnAfterErrors();
        code.call("close " + what, SystemCall.CLOSE, opener.found());
        code.place(refused);
    }
}
