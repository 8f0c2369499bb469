/**
 * The JMX door: MBeans that come and go with the containers, fed by the journal. Not here: any state of its own; what
 * is shown is read from the API's services. Durations come as text, sizes are bytes. Everything is safe for many
 * threads; one thread follows the journal. Start at {@code JmxDoor}.
 */
package io.caisson.jmx.internal;
