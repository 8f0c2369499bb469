/**
 * The wire between {@code ctr} and the server: frames and the first frame, encoded and decoded within strict limits.
 * Not here: sockets, terminals, commands. A frame is a length (4 bytes, big endian, of the payload alone), a type (1
 * byte) and the payload; texts are UTF-8. Written for a fast start of the client: no lambda, no stream, no regular
 * expression. Readers are for one thread, writers for many. Start at {@link io.caisson.ctr.wire.FrameType}.
 */
package io.caisson.ctr.wire;
