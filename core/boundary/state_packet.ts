import {
  BUDGETS,
  type FieldsOf,
  type HardwareContext,
  LEYLINE_VERSION,
  type SeedState,
  SystemStatePacket,
} from "../../proto/mod.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";

/** All that a packet says, read from the device before the boundary began. */
export interface PacketSource {
  readonly runId: string;
  readonly interval: IntervalReport;
  readonly hardware: HardwareContext;
  readonly seeds: readonly SeedState[];
  /** Further numbers of the training by name. */
  readonly progress?: Readonly<Record<string, number>>;
  /** When it was made, on the monotonic clock. */
  readonly monotonicMs: number;
}

/** Name of the packet of a boundary, unique in its run. */
export function packetIdOf(runId: string, boundary: number): string {
  return `${runId}/${boundary}`;
}

/**
 * Bytes of the `SystemStatePacket` of a boundary. Its `current_epoch` is the number of the boundary: what a controller
 * counts is what lies between two of them.
 *
 * @throws {TolariaError} `leyline/oversized` if names or metrics are too many for a message; {@link RangeError} with more
 * seeds than an epoch may have.
 */
export function encodePacket(source: PacketSource): Uint8Array {
  return SystemStatePacket.encode(packetOf(source));
}

function packetOf(source: PacketSource): FieldsOf<typeof SystemStatePacket> {
  const { runId, interval, hardware, seeds, progress = {}, monotonicMs } = source;
  const { boundary, train, validation } = interval;
  return {
    version: LEYLINE_VERSION,
    currentEpoch: boundary,
    validationAccuracy: validation?.metrics.accuracy ?? 0,
    validationLoss: validation?.loss ?? 0,
    timestampNs: Math.round(monotonicMs * 1e6),
    hardwareContext: hardware,
    trainingMetrics: {
      ...prefixed("", train.metrics),
      ...prefixed("val_", validation?.metrics ?? {}),
      learning_rate: interval.learningRate,
      step_ms: interval.stepMs,
      ...progress,
    },
    seedStates: checkSeeds(seeds),
    packetId: packetIdOf(runId, boundary),
    globalStep: interval.step,
    trainingLoss: train.loss,
    sourceSubsystem: "tolaria",
    trainingRunId: runId,
  };
}

function checkSeeds(seeds: readonly SeedState[]): SeedState[] {
  if (seeds.length <= BUDGETS.seedsPerEpoch) return [...seeds];
  throw new RangeError(
    `The packet must have at most ${BUDGETS.seedsPerEpoch} seeds, but has ${seeds.length}. Cannot write the state packet.`,
  );
}

function prefixed(prefix: string, metrics: Readonly<Record<string, number>>) {
  return Object.fromEntries(Object.entries(metrics).map(([key, value]) => [prefix + key, value]));
}
