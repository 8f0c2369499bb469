package io.caisson.jmx;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The notifications of an MBean. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Emits {
    /** {@return notification types, such as {@code io.caisson.container.exited}} */
    String[] value();

    String description();
}
