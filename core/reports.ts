/**
 * Everything a run reports: types only.
 *
 * @module
 */
export type * from "./ports/reports/aggregation_report.ts";
export type * from "./ports/reports/alarm_report.ts";
export type * from "./ports/reports/boundary_report.ts";
export type * from "./ports/reports/command_outcome.ts";
export type * from "./ports/reports/compute_report.ts";
export type * from "./ports/reports/control_report.ts";
export type * from "./ports/reports/data_progress.ts";
export type * from "./ports/reports/data_report.ts";
export type * from "./ports/reports/health.ts";
export type * from "./ports/reports/incident.ts";
export type * from "./ports/reports/interval_report.ts";
export type * from "./ports/reports/memory_report.ts";
export type * from "./ports/reports/mode_change.ts";
export type * from "./ports/reports/observed_event.ts";
export type * from "./ports/reports/observed_span.ts";
export type * from "./ports/reports/optimizer_change.ts";
export type * from "./ports/reports/pass_report.ts";
export type * from "./ports/reports/rank_loss.ts";
export type * from "./ports/reports/rate_report.ts";
export type * from "./ports/reports/reading.ts";
export type * from "./ports/reports/recovery_report.ts";
export type * from "./ports/reports/resume_report.ts";
export type * from "./ports/reports/run_report.ts";
export type * from "./ports/reports/samples.ts";
export type * from "./ports/reports/seed_report.ts";
export type * from "./ports/reports/skipped.ts";
export type * from "./ports/reports/step_outcome.ts";
export type * from "./ports/reports/trial_report.ts";
