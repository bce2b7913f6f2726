import { messageOf } from "../errors/mod.ts";
import type { EpochTask, TaskPause } from "../ports/epoch_task.ts";
import { CONSERVATIVE_CHECKPOINT_EVERY } from "../ports/features.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";
import type { Skipped } from "../ports/reports/skipped.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";
import type { DeferredWork } from "./deferred_work.ts";

/** What a follow-up works with. */
export interface FollowUpParts {
  readonly tasks: readonly EpochTask[];
  readonly deferred: DeferredWork;
  readonly mode: ConservativeMode;
  /** Told of each task that could not begin. */
  readonly onFailure: (name: string, message: string) => void;
}

/** Begins the tasks that follow each boundary, as far as the mode lets them. */
export class FollowUp {
  readonly #parts: FollowUpParts;

  constructor(parts: FollowUpParts) {
    this.#parts = parts;
  }

  /** Begins what follows a boundary. Returns what is left out, and why. */
  begin(report: IntervalReport, packet: Uint8Array): Skipped[] {
    const { ends: epoch, boundary } = report;
    const workOf = (task: EpochTask) =>
      epoch ? task.start({ epoch, packet }) : task.startWithin?.({ ...report, packet });
    return this.#parts.tasks
      .map((task) => this.#shedReason(task, boundary) ?? this.#start(task, workOf))
      .filter((skip) => skip !== undefined);
  }

  #shedReason({ name, feature }: EpochTask, boundary: number): Skipped | undefined {
    const { mode } = this.#parts;
    if (!mode.sheds(feature)) return undefined;
    if (feature === "checkpoints" && boundary % CONSERVATIVE_CHECKPOINT_EVERY === 0)
      return undefined;
    return { name: name, reason: `conservative mode: ${mode.reason}` };
  }

  #start(
    task: EpochTask,
    workOf: (task: EpochTask) => Iterator<TaskPause> | undefined,
  ): Skipped | undefined {
    const { deferred, onFailure } = this.#parts;
    const { name, feature } = task;
    try {
      const work = workOf(task);
      return work && deferred.add({ name, feature, work });
    } catch (error) {
      onFailure(name, messageOf(error));
      return undefined;
    }
  }
}
