/**
 * Sample-quality metrics on features: Fréchet and kernel distance, Inception Score, precision and recall, density and coverage;
 * mode coverage and a histogram divergence for points in the plane; and a small classifier that gives features without
 * weights from elsewhere.
 *
 * <p>Metrics are computed on the host in fixed orders, so equal features give equal numbers; features by {@link
 * org.zerosum.metrics.Classifier} are the same bits on every device.
 */
package org.zerosum.metrics;
