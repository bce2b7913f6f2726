import { type Span, tf } from "../../deps.ts";
import { type EmergencyLevel, HealthStatus } from "../../proto/mod.ts";
import type { Session } from "../engine/session.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { Health } from "../ports/reports/health.ts";
import type { Incident } from "../ports/reports/incident.ts";
import type { Mode } from "../ports/reports/mode_change.ts";
import type { EpochReport } from "../ports/reports/run_report.ts";
import type { StepOutcome } from "../ports/reports/step_outcome.ts";
import { healthAttributes } from "./attributes.ts";
import { EVENT } from "./conventions.ts";
import { breakerSigns, healthOf } from "./health.ts";
import { type Reading, readingsOf } from "./readings.ts";
import { RunMetrics } from "./run_metrics.ts";

/** What a monitor looks at. */
export interface MonitorParts {
  readonly session: Session;
  /** The run's span. */
  readonly span: Span;
  readonly mode: () => Mode;
  /** Level of the emergency that is on; unspecified for none. */
  readonly level: () => EmergencyLevel;
}

const HEALTHY: Health = { status: HealthStatus.HEALTH_STATUS_HEALTHY, indicators: {} };

/** Looks at a run from beside: measures it, and says how it does. */
export class RunMonitor {
  readonly #parts: MonitorParts;
  readonly #metrics: RunMetrics;
  #lastStep: { readonly loss: number; readonly gradientNorm: number } | undefined;
  #lastEpoch: EpochReport | undefined;
  #onTime = true;
  #health = HEALTHY;

  constructor(parts: MonitorParts) {
    this.#parts = parts;
    this.#metrics = new RunMetrics(parts.session.services.telemetry.meter, () => this.readings());
  }

  /** How the run does, as of the last boundary or incident. */
  get health(): Health {
    return this.#health;
  }

  /** Takes note of a step; on the hot path. */
  step(outcome: StepOutcome, stepMs: number): void {
    this.#lastStep = { loss: outcome.metrics[0] as number, gradientNorm: outcome.gradientNorm };
    this.#metrics.step(outcome, stepMs);
  }

  /** Takes note of an epoch that has ended. */
  epoch(report: EpochReport): void {
    this.#lastEpoch = report;
    this.#metrics.epoch(report);
  }

  /** Takes note of a boundary. */
  boundary(report: BoundaryReport): void {
    this.#onTime = report.breaches.length === 0;
    this.#metrics.boundary(report);
    this.#judge();
  }

  /** Takes note of something that went wrong. */
  incident(incident: Incident): void {
    this.#metrics.incident(incident);
    this.#judge();
  }

  /** Every value as it stands. */
  readings(): Reading[] {
    const { session, mode } = this.#parts;
    const { services, rates } = session;
    return readingsOf({
      lastStep: this.#lastStep,
      lastEpoch: this.#lastEpoch,
      rates: rates.groups.map((group) => [group, rates.rateOf(group)]),
      breakers: services.breakers.all,
      mode: mode(),
      health: this.#health.status,
      seeds: services.kasmina.seedStates(),
      memory: tf.memory(),
      losses: services.telemetry.losses(),
    });
  }

  /** Ends its part in the process's metrics. */
  dispose(): void {
    this.#metrics.dispose();
  }

  #judge(): void {
    const { session, span, mode, level } = this.#parts;
    const before = this.#health;
    this.#health = healthOf({
      level: level(),
      mode: mode(),
      ...breakerSigns(session.services.breakers.all),
      onTime: this.#onTime,
    });
    if (before.status === this.#health.status) return;
    span.addEvent(EVENT.health, healthAttributes(before, this.#health));
  }
}
