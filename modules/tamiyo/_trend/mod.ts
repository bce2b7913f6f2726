/**
 * How a loss moves from epoch to epoch, for policies that act on it.
 *
 * @module
 */
export { type TrendState, TrendStateSchema } from "./state.ts";
export { LossTrend } from "./trend.ts";
