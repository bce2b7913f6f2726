import {
  CircuitBreakerState,
  EmergencyLevel,
  type MetricPoint,
  SeedLifecycleStage,
  type SystemHealth,
  type TelemetryEvent,
  TelemetryLevel,
  TelemetryPacket,
  toTimestamp,
} from "../../proto/mod.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { Services } from "../container/services.ts";
import { UNKNOWN_STEPS } from "../driven/check_lengths.ts";
import type { LearningRateAuthority } from "../learning_rates/authority.ts";
import { breakerSigns, healthOf } from "../monitoring/health.ts";
import type { ActionOutcome, Emergency, EmergencyControl } from "../ports/emergency.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";
import { EVENT, STATUS } from "../telemetry/conventions.ts";
import { actionAttributes, emergencyAttributes } from "./emergency_attributes.ts";

/** The last step. */
export interface LastStep {
  readonly loss: number;
  readonly stepMs: number;
}

/** What a status is made from. */
export interface StatusParts extends Pick<Services, "breakers" | "kasmina" | "clock"> {
  readonly runId: string;
  readonly mode: ConservativeMode;
  readonly emergencies: Pick<EmergencyControl, "current">;
  readonly groups: ParameterGroups;
  readonly rates: LearningRateAuthority;
  /** Where training stands. */
  readonly progress: { readonly step: number; readonly epoch: number };
  /** Where the run is to end. */
  readonly target: { readonly totalSteps: number };
}

/** What others see of a run while it goes on, as a Leyline `TelemetryPacket`. */
export function encodeStatus(
  parts: StatusParts,
  last: LastStep | undefined,
  events: readonly TelemetryEvent[],
): Uint8Array {
  const { runId, clock } = parts;
  return TelemetryPacket.encode({
    packetId: runId,
    timestamp: toTimestamp(clock.wallMs()),
    sourceSubsystem: "tolaria",
    level: TelemetryLevel.TELEMETRY_LEVEL_INFO,
    metrics: metricsOf(parts, last),
    events: [...events],
    systemHealth: systemHealth(parts),
  });
}

/** The outcome of an action, as an event of the status. */
export function actionEvent(emergency: Emergency, outcome: ActionOutcome): TelemetryEvent {
  const attributes = {
    ...emergencyAttributes(emergency),
    ...actionAttributes(emergency, outcome),
  };
  const present = Object.entries(attributes).filter(([, value]) => value !== undefined);
  return {
    eventId: `${emergency.number}/${outcome.action}`,
    description: EVENT.emergencyAction,
    level: TelemetryLevel.TELEMETRY_LEVEL_WARNING,
    attributes: Object.fromEntries(present.map(([name, value]) => [name, String(value)])),
  };
}

function metricsOf(parts: StatusParts, last: LastStep | undefined) {
  const { progress, rates, groups, target, kasmina } = parts;
  const metrics: MetricPoint[] = [
    point(STATUS.step, progress.step),
    ...(target.totalSteps < UNKNOWN_STEPS ? [point(STATUS.totalSteps, target.totalSteps)] : []),
    point(STATUS.epoch, progress.epoch + 1),
  ];
  if (last) metrics.push(point(STATUS.loss, last.loss), point(STATUS.stepMs, last.stepMs, "ms"));
  // A group has no rate before its first step.
  const groupNames = last ? groups.names : [];
  for (const group of groupNames) {
    metrics.push(point(STATUS.learningRate, rates.rateOf(group), "1", { group }));
  }
  for (const { seedId, stage, ageEpochs } of kasmina.seedStates()) {
    const name = SeedLifecycleStage[stage ?? 0] ?? "";
    metrics.push(point(STATUS.seed, ageEpochs ?? 0, "epochs", { seed: seedId ?? "", stage: name }));
  }
  return metrics;
}

function point(
  name: string,
  value: number,
  unit = "1",
  attributes: Readonly<Record<string, string>> = {},
): MetricPoint {
  return { name, value, unit, attributes };
}

function systemHealth({ emergencies, breakers, mode }: StatusParts): SystemHealth {
  const { current } = emergencies;
  const { all } = breakers;
  const level = current?.level ?? EmergencyLevel.EMERGENCY_LEVEL_UNSPECIFIED;
  const indicators: Record<string, string> = {
    [STATUS.mode]: mode.current,
    [STATUS.emergencyLevel]: EmergencyLevel[level] ?? "",
  };
  if (mode.reason !== undefined) indicators[STATUS.modeReason] = mode.reason;
  for (const { name, state } of all) {
    if (state === CircuitBreakerState.CIRCUIT_STATE_CLOSED) continue;
    indicators[`${STATUS.breaker}.${name}`] = CircuitBreakerState[state] ?? String(state);
  }
  // Whether the last boundary was in time shows in the mode.
  const { status } = healthOf({ level, mode: mode.current, ...breakerSigns(all), onTime: true });
  return { status, summary: current?.reason ?? mode.reason ?? "", indicators };
}
