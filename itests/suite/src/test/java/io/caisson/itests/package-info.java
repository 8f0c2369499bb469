/**
 * The packaged server on a real machine with a real runtime. {@code *IT} that end in a process of their own use
 * {@code CaissonServer} and are the usual kind; the {@code OsgiBundlesIT} run inside a framework by Pax Exam. To add
 * one: copy {@code ServerIT}; take a server on a temporary directory, take a {@code LeakCheck}, do something, assert
 * both. Needs root.
 */
package io.caisson.itests;
