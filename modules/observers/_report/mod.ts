/**
 * The closing report of a run, for people and for programs.
 *
 * @module
 */

export type { JsonAlarm } from "./alarms.ts";
export {
  type JsonControl,
  type JsonEpoch,
  type JsonIncident,
  type JsonNumber,
  type JsonReport,
  reportToJson,
} from "./json_report.ts";
export type { JsonOptimizerChange, JsonTransfer } from "./optimizer_changes.ts";
export type { JsonRecovery, JsonRollback } from "./recovery_rows.ts";
export { type RenderOptions, renderReport } from "./render_report.ts";
export type { JsonSeed, JsonSeedGradient, JsonSeedStage } from "./seed_stories.ts";
export { sparkline } from "./sparkline.ts";
