import { hostname } from "node:os";
import { processStart } from "../../../core/mod.ts";
import type { RunRecord } from "../../../modules/mod.ts";

/** The record of a run of this process, before its first epoch. */
export function recordOf(changes: Partial<RunRecord> = {}): RunRecord {
  return {
    format: "tolaria-run",
    version: 1,
    id: "a",
    run_id: "1234",
    name: "digits",
    started_at: "2026-11-30T10:00:00.000Z",
    status: "running",
    pid: process.pid,
    process_start: String(processStart(process.pid)),
    host: hostname(),
    epochs: 3,
    epoch: 0,
    step: 0,
    steps_per_epoch: 4,
    parameter_count: 10,
    device: "cpu",
    providers: {},
    config: {},
    options: {},
    environment: {},
    wall_s: 0,
    incidents: 0,
    events_dropped: 0,
    ...changes,
  };
}
