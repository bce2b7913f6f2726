import { type HealthStatus, SeedLifecycleStage, type SeedState } from "../../proto/mod.ts";
import type { CircuitBreaker } from "../ports/circuit_breakers.ts";
import type { LoopPhase } from "../ports/profiler.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";
import type { LedgerBalance } from "../ports/reports/memory_report.ts";
import type { Mode } from "../ports/reports/mode_change.ts";
import type { PassReport } from "../ports/reports/pass_report.ts";
import type { Reading } from "../ports/reports/reading.ts";
import type { TelemetryLosses } from "../ports/telemetry.ts";
import { ATTRIBUTE } from "../telemetry/conventions.ts";
import { INSTRUMENT } from "../telemetry/instruments.ts";

/** What a run is like at some moment; every number of it is there already. */
export interface RunState {
  /** The last step; undefined before the first. */
  readonly lastStep: { readonly loss: number; readonly gradientNorm: number } | undefined;
  /** The last epoch; undefined before its end. */
  readonly last: IntervalReport | undefined;
  /** Rate of each parameter group. */
  readonly rates: readonly (readonly [group: string, rate: number])[];
  readonly breakers: readonly CircuitBreaker[];
  readonly mode: Mode;
  readonly health: HealthStatus;
  readonly seeds: readonly SeedState[];
  /** Time of each phase of the loop from one boundary to the next, ms. */
  readonly times: Readonly<Partial<Record<LoopPhase, number>>>;
  /** Who holds tensors. */
  readonly owners: LedgerBalance;
  readonly memory: { readonly numTensors: number; readonly numBytes: number };
  readonly losses: TelemetryLosses;
}

/** Every value of `state`. */
export function readingsOf(state: RunState): Reading[] {
  const { lastStep, last, memory } = state;
  return [
    ...(lastStep ? [reading(INSTRUMENT.stepLoss, lastStep.loss)] : []),
    ...(lastStep ? [reading(INSTRUMENT.gradientNorm, lastStep.gradientNorm)] : []),
    ...state.rates.map(([group, rate]) => reading(INSTRUMENT.learningRate, rate, { group })),
    ...(last ? metricsOf(last.train, "train") : []),
    ...(last?.validation ? metricsOf(last.validation, "validation") : []),
    ...state.breakers.map(({ name, state }) =>
      reading(INSTRUMENT.breakerState, state, { breaker: name }),
    ),
    reading(INSTRUMENT.mode, state.mode === "conservative" ? 1 : 0),
    reading(INSTRUMENT.health, state.health),
    ...seedCounts(state.seeds),
    ...state.seeds.map((seed) =>
      reading(INSTRUMENT.seedAlpha, alphaOf(seed), { [ATTRIBUTE.seedId]: String(seed.seedId) }),
    ),
    ...Object.entries(state.times).map(([phase, ms]) => reading(INSTRUMENT.loopMs, ms, { phase })),
    ...ownerBytes(state.owners),
    reading(INSTRUMENT.tensors, memory.numTensors),
    reading(INSTRUMENT.tensorBytes, memory.numBytes),
    ...Object.entries(state.losses.byPriority ?? {}).map(([priority, count]) =>
      reading(INSTRUMENT.telemetryLost, count, { priority }),
    ),
    reading(INSTRUMENT.telemetrySpilled, state.losses.spilled ?? 0),
  ];
}

function metricsOf({ loss, metrics }: PassReport, pass: "train" | "validation"): Reading[] {
  return Object.entries({ loss, ...metrics }).map(([metric, value]) =>
    reading(INSTRUMENT.metric, value, { metric, pass }),
  );
}

function seedCounts(seeds: readonly SeedState[]): Reading[] {
  const counts = new Map<string, number>();
  for (const { stage } of seeds) {
    const name = SeedLifecycleStage[stage ?? 0] ?? String(stage);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([stage, count]) => reading(INSTRUMENT.seeds, count, { stage }));
}

/** Stages in which the output of a slot is all its seed's. */
const GROWN: ReadonlySet<SeedLifecycleStage> = new Set([
  SeedLifecycleStage.SEED_STAGE_SHADOWING,
  SeedLifecycleStage.SEED_STAGE_PROBATIONARY,
  SeedLifecycleStage.SEED_STAGE_FOSSILIZED,
]);

function alphaOf({ stage, metrics }: SeedState): number {
  return metrics?.alpha ?? (stage && GROWN.has(stage) ? 1 : 0);
}

function ownerBytes({ entries, unexplained }: LedgerBalance): Reading[] {
  return [...entries, { owner: "unexplained", ...unexplained }].map(({ owner, bytes }) =>
    reading(INSTRUMENT.ownerBytes, bytes, { owner }),
  );
}

function reading(name: string, value: number, attributes: Reading["attributes"] = {}): Reading {
  return { name, value, attributes };
}
