/** Tests of the launcher; {@code *IT} run on what was packed. */
package io.caisson.launcher;
