/** The arithmetic's specification: plain loops over {@code float}, written straight from the rules. */
package org.zerosum.backend.scalar;
