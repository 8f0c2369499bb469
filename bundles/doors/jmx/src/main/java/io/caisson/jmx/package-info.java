/**
 * What clients see: the interfaces of the MBeans, the rows of their tables, and the annotations with the texts. Not
 * here: what the operations do, which is in {@code internal}. Sizes are bytes; units stand in the names; what is not
 * known is -1 or an empty text, never null. Everything is safe for many threads. Start at {@code ContainerMXBean}.
 */
package io.caisson.jmx;
