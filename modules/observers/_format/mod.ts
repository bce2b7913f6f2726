/**
 * Formats numbers for people.
 *
 * @module
 */
export { formatDuration, formatMs } from "./durations.ts";
export {
  formatBytes,
  formatCount,
  formatMetric,
  formatMultiplyAdds,
  formatNumber,
  formatPercent,
  formatRate,
} from "./numbers.ts";
export { type SnakeCase, type SnakeKey, toSnakeCase } from "./snake_case.ts";
