import { createHash } from "node:crypto";
import { weightsHash } from "../arena/weights_hash.ts";
import type { RankIdentity } from "../collective/start_agreement.ts";
import type { DataSplits, Dataset } from "../ports/dataset.ts";
import { flatJob } from "./flat_job.ts";
import { type JobParts, recordJob } from "./job_record.ts";

/** Examples that are looked at, spread over a split. */
const LOOKED_AT = 64;

/** Parts of a job's record that say of the data what they are. */
const OF_DATA = ["inputs", "targets", "trainExamples", "validationExamples", "testExamples"];

/** What a rank trains, to be compared with what the others do. */
export async function rankIdentity(parts: JobParts): Promise<RankIdentity> {
  const { host, splits } = parts;
  const record = recordJob(parts);
  const { seed = 0, ...job } = flatJob(record);
  const ofData = Object.entries(job).filter(([name]) => OF_DATA.includes(name));
  const others = Object.entries(job).filter(([name]) => !OF_DATA.includes(name));
  return {
    job: Object.fromEntries(others),
    seed: Number(seed),
    data: {
      ...Object.fromEntries(ofData),
      fingerprint: record.data.fingerprint,
      preparation: record.data.preparation,
      examples: await examplesHash(splits),
    },
    weights: weightsHash([...host.parameters, ...host.buffers]),
  };
}

/** A hash of some examples of each split; of none whose examples cannot be reached by index. */
async function examplesHash({ train, validation, test }: DataSplits): Promise<string> {
  const hash = createHash("sha256");
  for (const split of [train, validation, test]) {
    if (!split || !isReachable(split)) continue;
    const count = Math.min(LOOKED_AT, split.size);
    const indices = Uint32Array.from({ length: count }, (_, at) =>
      Math.floor((at * split.size) / count),
    );
    const { inputs, targets, weights } = await split.gather(indices);
    for (const values of [...inputs, ...targets, ...(weights ? [weights] : [])]) {
      hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
  }
  return hash.digest("hex");
}

function isReachable({ stream, driven, sequence, size }: Dataset): boolean {
  return !stream && !driven && !sequence && size > 0;
}
