import type { BestEpoch } from "../metrics/best_epoch.ts";
import { type JobGroupRecord, recordJobGroup } from "../optimizers/job_groups.ts";
import type { OptimizerManager } from "../optimizers/optimizer_manager.ts";
import { regroup } from "../optimizers/regroup.ts";
import { type JobRecord, recordJob } from "../recovery/job_record.ts";
import type { CurrentJob } from "../recovery/restore_checkpoint.ts";
import type { CheckedRunOptions } from "../settings/settings.ts";
import type { RunTarget } from "./run_context.ts";
import type { Session } from "./session.ts";

/** The job of a run, to be written into checkpoints and to be compared with that of one. */
export function currentJob(
  session: Session,
  options: CheckedRunOptions,
  best: Pick<BestEpoch, "monitor">,
  target: Readonly<RunTarget>,
): CurrentJob & Pick<OptimizerManager, "recreate"> {
  const { host, job, groups, rates, optimizers, progress, services } = session;
  let known: Omit<JobRecord, keyof RunTarget> | undefined;
  const { clock } = services;
  const { buffers: untrained } = host;
  const scope = { groups, rates, optimizers, clock, progress, job, untrained };
  let replaced: ReadonlySet<string> = new Set();
  return {
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
      known ??= recordJob({ ...session, options, monitor: best.monitor });
      return { ...known, ...target };
    },
    regroup: (before) => regroup(before, scope),
  };
}

function written({ optimizer }: JobGroupRecord): string {
  return JSON.stringify(optimizer);
}
