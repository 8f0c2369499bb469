package io.caisson.jmx;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** An operation of an MBean: what a client shows of it, and whether it changes anything. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Operation {
    /** {@return the description} */
    String value();

    Impact impact();

    /** Default roles follow the impact: reading is for viewers, changing is not. */
    enum Impact {
        /** Reads only. */
        INFO,
        /** Changes something. */
        ACTION
    }
}
