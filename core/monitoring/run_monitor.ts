import { tf } from "../../deps.ts";
import { EmergencyLevel, HealthStatus } from "../../proto/mod.ts";
import type { Services } from "../container/services.ts";
import type { EventRecord, RunEventStream } from "../events/run_event_stream.ts";
import type { RunPart, TakenStep } from "../events/run_part.ts";
import type { LearningRateAuthority } from "../learning_rates/authority.ts";
import type { MemoryWatch } from "../memory/memory_watch.ts";
import type { EmergencyControl } from "../ports/emergency.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { Health } from "../ports/reports/health.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";
import type { Reading } from "../ports/reports/reading.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";
import { breakerSigns, healthOf } from "./health.ts";
import { type RunState, readingsOf } from "./readings.ts";
import { RunMetrics } from "./run_metrics.ts";

/** What a monitor looks at. */
export interface MonitorParts
  extends Pick<Services, "telemetry" | "breakers" | "kasmina" | "profiler"> {
  readonly events: RunEventStream;
  readonly rates: LearningRateAuthority;
  readonly mode: ConservativeMode;
  readonly emergencies: Pick<EmergencyControl, "current">;
  readonly memory: Pick<MemoryWatch, "balance">;
}

const HEALTHY: Health = { status: HealthStatus.HEALTH_STATUS_HEALTHY, indicators: {} };

/** Measures a run from the side, and derives its health. */
export class RunMonitor implements RunPart {
  readonly name = "monitor";
  readonly #parts: MonitorParts;
  readonly #metrics: RunMetrics;
  readonly #unsubscribe: () => void;
  #lastStep: { readonly loss: number; readonly gradientNorm: number } | undefined;
  #last: IntervalReport | undefined;
  #times: RunState["times"] = {};
  #onTime = true;
  #health = HEALTHY;

  constructor(parts: MonitorParts) {
    this.#parts = parts;
    this.#metrics = new RunMetrics(parts.telemetry.meter, () => this.readings());
    this.#unsubscribe = parts.events.subscribe((record) => this.#observe(record));
  }

  /** The health of the run as of the last boundary or incident. */
  get health(): Health {
    return this.#health;
  }

  /** Counts a step; on the hot path. */
  afterStep(step: TakenStep): void {
    this.#lastStep = { loss: step.metrics[0] as number, gradientNorm: step.gradientNorm };
    this.#metrics.step(step);
  }

  atBoundary(report: IntervalReport): void {
    this.#last = report;
  }

  /** Every current value. */
  readings(): Reading[] {
    const { telemetry, rates, breakers, kasmina, mode, memory } = this.#parts;
    return readingsOf({
      lastStep: this.#lastStep,
      last: this.#last,
      rates: rates.groups.map((group) => [group, rates.rateOf(group)]),
      breakers: breakers.all,
      mode: mode.current,
      health: this.#health.status,
      seeds: kasmina.seedStates(),
      times: this.#times,
      owners: memory.balance(),
      memory: tf.memory(),
      losses: telemetry.losses(),
    });
  }

  dispose(): void {
    this.#unsubscribe();
    this.#metrics.dispose();
  }

  #observe({ event, incident }: EventRecord): void {
    if (event.kind === "boundary/ended") this.#onTime = isOnTime(event.report);
    if (event.kind === "boundary/ended" || incident) this.#judge();
    if (event.kind !== "boundary/ended") return;
    this.#times = this.#parts.profiler.takeTimes();
    this.#parts.events.emit("monitor/readings", { readings: this.readings() });
  }

  #judge(): void {
    const { breakers, events, mode, emergencies } = this.#parts;
    const before = this.#health;
    const { current } = emergencies;
    this.#health = healthOf({
      level: current?.level ?? EmergencyLevel.EMERGENCY_LEVEL_UNSPECIFIED,
      mode: mode.current,
      ...breakerSigns(breakers.all),
      onTime: this.#onTime,
    });
    if (before.status !== this.#health.status) {
      events.emit("health", { before, after: this.#health });
    }
  }
}

/** Whether a boundary kept its times, but for what the machine took. */
function isOnTime({ breaches, machineMs }: BoundaryReport): boolean {
  return breaches.every(
    ({ actualMs, budgetMs }) => actualMs > budgetMs && actualMs - machineMs <= budgetMs,
  );
}
