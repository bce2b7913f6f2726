import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { Services } from "../container/services.ts";
import type { LearningRateAuthority } from "../learning_rates/authority.ts";
import { type JobGroupRecord, recordJobGroup } from "../optimizers/job_groups.ts";
import type { OptimizerManager } from "../optimizers/optimizer_manager.ts";
import { regroup } from "../optimizers/regroup.ts";
import type { Progress, RunTarget } from "../state/progress.ts";
import { type JobParts, type JobRecord, recordJob } from "./job_record.ts";
import type { CurrentJob } from "./restore_checkpoint.ts";

/** A job, and what it trains at present. */
export interface CurrentJobParts extends JobParts {
  readonly services: JobParts["services"] & Pick<Services, "clock">;
  readonly groups: ParameterGroups;
  readonly rates: LearningRateAuthority;
  readonly optimizers: OptimizerManager;
  readonly progress: Progress;
  /** Gathers again what was gathered for other shards. */
  readonly regroup: () => Promise<void>;
}

/** The job of a run, to be written into checkpoints and to be compared with that of one. */
export function currentJob(
  parts: CurrentJobParts,
  target: Readonly<RunTarget>,
): CurrentJob & Pick<OptimizerManager, "recreate"> {
  const { host, job, groups, rates, optimizers, progress, services } = parts;
  let known: Omit<JobRecord, keyof RunTarget> | undefined;
  const { clock } = services;
  const { buffers: untrained } = host;
  const scope = { groups, rates, optimizers, clock, progress, job, untrained };
  let replaced: ReadonlySet<string> = new Set();
  return {
    adopt: async ({ fields: { shards } }) => {
      if (!parts.group.sharding.adopt(Number(shards ?? 1))) return;
      known = undefined;
      await parts.regroup();
    },
    expect: (before) => {
      const own = new Map(job.map((group) => [group.name, written(recordJobGroup(group))]));
      const others = before.filter((group) => own.get(group.name) !== written(group));
      replaced = new Set(others.map(({ optimizer }) => JSON.stringify(optimizer)));
    },
    // One that is replaced only hands its state over: a function among its options need not be the same.
    recreate: (record) =>
      optimizers.recreate(
        replaced.has(JSON.stringify(record)) ? { ...record, opaque: {} } : record,
      ),
    record: () => {
      known ??= recordJob(parts);
      return { ...known, ...target };
    },
    regroup: (before) => regroup(before, scope),
  };
}

function written({ optimizer }: JobGroupRecord): string {
  return JSON.stringify(optimizer);
}
