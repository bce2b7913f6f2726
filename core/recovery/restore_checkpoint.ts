import { errorMessage, TolariaError } from "../errors/mod.ts";
import type { JobGroupRecord } from "../optimizers/job_groups.ts";
import type { Regrouped } from "../optimizers/regroup.ts";
import type { CheckpointInfo, LoadedCheckpoint } from "../ports/checkpoint_store.ts";
import type { TrainingState } from "../ports/training_state.ts";
import { parseState } from "../state/parse_state.ts";
import { disposeState } from "../state/training_state.ts";
import { compareJobs, type JobDifference } from "./compare_jobs.ts";
import { checkFinite } from "./finite_checkpoint.ts";
import { JOB_PARTICIPANT } from "./job_participant.ts";
import { type JobRecord, JobRecordSchema } from "./job_record.ts";
import { stateOf } from "./loaded_state.ts";
import { type RestoreScope, restoreState } from "./restore.ts";

/** The full tier may take 12 s where the fast one may take 500 ms. */
const FULL_PATIENCE = 24;

/** The job that a checkpoint is restored into. */
export interface CurrentJob {
  /** Takes over from the job that wrote the checkpoint what this one leaves open. */
  adopt(writer: JobRecord): Promise<void>;
  /** What it says of its training. */
  record(): JobRecord;
  /** Takes note of the groups of the job that wrote the checkpoint: optimizers that differ are going to be replaced. */
  expect(before: readonly JobGroupRecord[]): void;
  /** Lets the groups be those of the job, and no more those of the one that wrote the checkpoint. */
  regroup(before: readonly JobGroupRecord[]): readonly Regrouped[];
}

/** A checkpoint that was restored. */
export interface RestoredCheckpoint {
  readonly state: Pick<TrainingState, "step" | "parts">;
  /** The job that wrote it. */
  readonly writer: JobRecord;
  /** In what the job differs from that one, for people; all of it has taken effect. */
  readonly differences: readonly string[];
}

/**
 * Restores a checkpoint into a job that may differ from the one that wrote it. What differs takes effect, or is refused
 * before anything is changed.
 *
 * @param strict Whether any difference is refused.
 * @throws {TolariaError} `resume/refused` for a difference; `rollback/*` and `state/invalid` if it does not fit.
 */
export async function restoreCheckpoint(
  loaded: LoadedCheckpoint,
  scope: Omit<RestoreScope, "patience"> & { readonly job: CurrentJob },
  strict: boolean = false,
): Promise<RestoredCheckpoint> {
  const writer = writerOf(loaded);
  await scope.job.adopt(writer);
  const job = scope.job.record();
  const differences = compareJobs(writer, job);
  checkResumable(differences, loaded.info, strict);
  checkFinite(loaded);
  scope.job.expect(writer.groups);
  const state = stateOf(loaded);
  try {
    // It has more to build than one from memory.
    await restoreState(state, { ...scope, patience: FULL_PATIENCE });
  } finally {
    disposeState(state);
  }
  const same = JSON.stringify(writer.groups) === JSON.stringify(job.groups);
  const changes = same ? [] : scope.job.regroup(writer.groups);
  return { state, writer, differences: differences.map((one) => textOf(one, changes)) };
}

function writerOf({ parts, info }: LoadedCheckpoint): JobRecord {
  const part = parts.get(JOB_PARTICIPANT);
  if (part) return parseState("the job", JobRecordSchema, part.data);
  throw new TolariaError(
    "state/invalid",
    `Checkpoint ${info.id} does not say which job wrote it. Cannot restore it.`,
  );
}

function checkResumable(
  differences: readonly JobDifference[],
  { id }: CheckpointInfo,
  strict: boolean,
): void {
  const refused = differences.filter(({ rule }) => rule === "refused");
  const listed = (list: readonly JobDifference[]) => list.map(({ text }) => text).join("; ");
  const operation = `resume from checkpoint ${id}`;
  if (refused.length > 0) {
    throw new TolariaError("resume/refused", errorMessage(listed(refused), operation));
  }
  if (!strict || differences.length === 0) return;
  const reason = `the job differs from that of the checkpoint, which "strict" refuses: ${listed(differences)}`;
  throw new TolariaError("resume/refused", errorMessage(reason, operation));
}

/** What differs, and for another optimizer what it takes over: `optimizer sgd replaces adamw, momentum carried`. */
function textOf({ text, group }: JobDifference, changes: readonly Regrouped[]): string {
  const change = group === undefined ? undefined : changes.find((one) => one.group === group);
  if (!change) return text;
  return `${text}, ${change.carried.join(" and ") || "nothing"} carried`;
}
