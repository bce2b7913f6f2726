/**
 * Telemetry: metrics for Prometheus to fetch.
 *
 * @module
 */
export { type PrometheusOptions, prometheus } from "./prometheus.ts";
