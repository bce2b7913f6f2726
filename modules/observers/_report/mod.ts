/**
 * The closing report of a run, for people and for programs.
 *
 * @module
 */

export type { SnakeCase, SnakeKey } from "../_format/mod.ts";
export { type JsonReport, reportToJson } from "./json_report.ts";
export { type RenderOptions, renderReport } from "./render_report.ts";
export { sparkline } from "./sparkline.ts";
