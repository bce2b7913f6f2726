import { createHash } from "node:crypto";
import type { Host, RunReport, Trainer } from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";
import { inProcessCollective, type TrainerConfig } from "../../../modules/mod.ts";
import { type TrainerChanges, trainerOf } from "./training.ts";

/** What a run came to. */
export interface RanksResult {
  readonly report: RunReport;
  /** A hash of all weights, trained and not. */
  readonly weights: string;
}

/** A hash of all weights of a host, trained and not, by their bits. */
export function hashOf(host: Host): string {
  const hash = createHash("sha256");
  for (const { name, variable } of [...host.parameters, ...host.buffers]) {
    const values = (variable as tf.Tensor).dataSync() as Float32Array;
    hash.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return hash.digest("hex").slice(0, 16);
}

/** A trainer of `trainerOf` that some ranks train, all in this process. */
export function trainerOnRanks(
  ranks: number,
  { modules, ...changes }: TrainerChanges & Required<Pick<TrainerChanges, "modules">>,
): Trainer {
  const config: Partial<TrainerConfig> = changes;
  return trainerOf({ ...config, modules: [...modules, inProcessCollective({ ranks })] });
}

/** Trains on so many ranks, and says what came of it. */
export async function trainOnRanks(
  ranks: number,
  changes: TrainerChanges & Required<Pick<TrainerChanges, "modules">>,
  epochs = 2,
): Promise<RanksResult> {
  await using trainer = trainerOnRanks(ranks, changes);
  const report = await trainer.run({ epochs });
  return { report, weights: hashOf(await trainer.host()) };
}
