import {
  BUDGETS,
  type FieldsOf,
  type HardwareContext,
  LEYLINE_VERSION,
  type SeedState,
  SystemStatePacket,
} from "../../proto/mod.ts";
import type { EpochReport } from "../ports/reports/run_report.ts";

/** All that a packet says, read from the device before the boundary began. */
export interface PacketSource {
  readonly runId: string;
  readonly epoch: EpochReport;
  readonly hardware: HardwareContext;
  readonly seeds: readonly SeedState[];
  /** Further numbers of the training by name. */
  readonly progress?: Readonly<Record<string, number>>;
  /** When it was made, on the monotonic clock. */
  readonly monotonicMs: number;
}

/** Name of the packet of an epoch, unique in its run. */
export function packetIdOf(runId: string, epoch: number): string {
  return `${runId}/${epoch}`;
}

/**
 * Bytes of the `SystemStatePacket` of an epoch.
 *
 * @throws {TolariaError} `leyline/oversized` if names or metrics are too many for a message; {@link RangeError} with more
 * seeds than an epoch may have.
 */
export function encodePacket(source: PacketSource): Uint8Array {
  return SystemStatePacket.encode(packetOf(source));
}

function packetOf(source: PacketSource): FieldsOf<typeof SystemStatePacket> {
  const { runId, epoch, hardware, seeds, progress = {}, monotonicMs } = source;
  const { train, validation } = epoch;
  return {
    version: LEYLINE_VERSION,
    currentEpoch: epoch.epoch,
    validationAccuracy: validation?.metrics.accuracy ?? 0,
    validationLoss: validation?.loss ?? 0,
    timestampNs: Math.round(monotonicMs * 1e6),
    hardwareContext: hardware,
    trainingMetrics: {
      ...prefixed("", train.metrics),
      ...prefixed("val_", validation?.metrics ?? {}),
      learning_rate: epoch.learningRate,
      step_ms: epoch.stepMs,
      ...progress,
    },
    seedStates: checkSeeds(seeds),
    packetId: packetIdOf(runId, epoch.epoch),
    globalStep: epoch.step,
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
