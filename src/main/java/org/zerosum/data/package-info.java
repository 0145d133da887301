/** Datasets as samples in [−1, 1], built in or read from IDX files, image folders and zips, and their seeded batches. */
package org.zerosum.data;
