/**
 * The terminal client {@code ctr}: sends the command line to the server, streams back, and exits with the code it is
 * told. Not here: any command, which are in the server. Written for a fast start: the smallest class path, no lambda, no
 * stream, no regular expression, no string format on the way. Start at {@link io.caisson.ctr.Ctr}.
 */
package io.caisson.ctr;
