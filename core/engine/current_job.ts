import type { BestEpoch } from "../metrics/best_epoch.ts";
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
): CurrentJob {
  const { host, job, groups, rates, optimizers, progress, services } = session;
  let written: Omit<JobRecord, keyof RunTarget> | undefined;
  const { clock } = services;
  const { buffers: untrained } = host;
  const scope = { groups, rates, optimizers, clock, progress, job, untrained };
  return {
    record: () => {
      written ??= recordJob({ ...session, options, monitor: best.monitor });
      return { ...written, ...target };
    },
    regroup: (before) => regroup(before, scope),
  };
}
