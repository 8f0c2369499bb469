/**
 * Takes the pictures of JConsole and VisualVM in {@code docs/screenshots}. An agent inside the real program finds what a
 * person would look for by its text, waits for it, and moves the mouse; so no coordinates are written here and a slow
 * machine only takes longer. Nothing here starts a server: {@code itests/scripts/shots.sh} does, on a screen of its own.
 * Every access to Swing is on its event thread; tours run on one thread of their own. Start with {@link Agent}.
 */
package io.caisson.shots;
