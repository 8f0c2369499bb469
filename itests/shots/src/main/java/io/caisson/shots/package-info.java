/**
 * Screenshots of JConsole, as the JDK ships it, on a running server: what an operator sees of a container. It drives
 * JConsole's own Swing components, so that no window manager and no guess at pixels is needed. Start at
 * {@link io.caisson.shots.Shots}.
 */
package io.caisson.shots;
