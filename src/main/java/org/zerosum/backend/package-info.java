/** Lists, chooses and opens devices, and explains the choice. */
package org.zerosum.backend;
