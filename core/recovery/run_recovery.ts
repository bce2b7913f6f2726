import { EmergencyLevel } from "../../proto/mod.ts";
import { findNonFiniteWeights, nonFiniteWeights } from "../arena/non_finite_weights.ts";
import type { ParameterGroup } from "../arena/parameter_group.ts";
import type { Ranks } from "../collective/talk.ts";
import type { Services } from "../container/services.ts";
import { messageOf } from "../errors/mod.ts";
import type { Intents } from "../events/intents.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { RunPart } from "../events/run_part.ts";
import { fetchValues, readsLate } from "../late_reads/fetch_values.ts";
import type { TensorOwner } from "../memory/tensor_usage.ts";
import type {
  CheckpointChoice,
  CheckpointInfo,
  CheckpointWrite,
} from "../ports/checkpoint_store.ts";
import type { EmergencyControl } from "../ports/emergency.ts";
import type { EpochTask, TaskPause } from "../ports/epoch_task.ts";
import type { Recovery, RollbackOutcome, RollbackRequest } from "../ports/recovery.ts";
import type { ResumeReport } from "../ports/reports/resume_report.ts";
import type { RunReport } from "../ports/reports/run_report.ts";
import type { StateParticipant, TrainingState } from "../ports/training_state.ts";
import type { RunHistory } from "../state/run_history.ts";
import { captureState, disposeState, stateTensors } from "../state/training_state.ts";
import type { Tracing } from "../telemetry/spans.ts";
import { draftOf } from "./checkpoint_draft.ts";
import { CheckpointTask } from "./checkpoint_task.ts";
import type { DeadlineFlag } from "./deadline_flag.ts";
import { nonFiniteText } from "./finite_checkpoint.ts";
import { HeldStates } from "./held_states.ts";
import type { JobRecord } from "./job_record.ts";
import { votesOf } from "./rank_votes.ts";
import { type CurrentJob, restoreCheckpoint } from "./restore_checkpoint.ts";
import { RollbackTiers } from "./rollback_tiers.ts";
import { traceRollback } from "./trace_rollback.ts";

/** A state that is saved instead of the one that training stands in. */
export interface SavedInstead {
  /** The state, with handles of its own; undefined if there is none. */
  stateToSave(): TrainingState | undefined;
  /** Its step. */
  readonly stepToSave: number | undefined;
}

/** What a run's recovery works with. */
export interface RunRecoveryParts
  extends Pick<Services, "snapshots" | "checkpoints" | "backend" | "clock"> {
  readonly emergencies: Pick<EmergencyControl, "raise">;
  readonly intents: Intents;
  readonly events: RunEventEmitter;
  readonly tracing: Tracing;
  /** Where training stands. */
  readonly progress: { readonly step: number; readonly epoch: number };
  readonly history: RunHistory;
  readonly runId: string;
  /** Everyone who owns a part of the state. */
  readonly participants: readonly StateParticipant[];
  /** The deadline of each restore. */
  readonly flag: DeadlineFlag;
  readonly job: CurrentJob;
  /** A trial in progress, which is saved as it began. */
  readonly trials: SavedInstead;
  /** The ranks of the run, which go back together. */
  readonly ranks: Ranks;
  /** What is trained. */
  readonly groups: Iterable<ParameterGroup>;
}

/** Takes a run back to where it stood, and makes where it stands durable. */
export class RunRecovery implements Recovery, RunPart {
  readonly name = "recovery";
  readonly #parts: RunRecoveryParts;
  readonly #tiers: RollbackTiers;
  readonly #rollbacks: RollbackOutcome[] = [];
  readonly #checkpoints: CheckpointInfo[] = [];
  readonly #held = new HeldStates();
  #task: CheckpointTask | undefined;
  #resume: ResumeReport | undefined;
  #refusedBefore = false;

  constructor(parts: RunRecoveryParts) {
    const { history, events, emergencies } = parts;
    this.#parts = parts;
    this.#tiers = new RollbackTiers({
      ...parts,
      lineage: () => history.lineage,
      onDamaged: (message) => events.emit("checkpoint/damaged", { message }),
      emergency: (reason) =>
        emergencies.raise({
          level: EmergencyLevel.EMERGENCY_LEVEL_CRITICAL,
          reason,
          source: "rollback",
        }),
    });
  }

  /** Whether there can be anything to go back to. */
  get possible(): boolean {
    return this.#tiers.any;
  }

  /** Whether a checkpoint is on its way. */
  get saving(): boolean {
    return this.#task !== undefined;
  }

  /** What the checkpoints hold that are being written. */
  get owner(): TensorOwner {
    return { name: "checkpoints", usage: () => this.#held.usage() };
  }

  /** Call before the first step: takes a snapshot, so that there is always one to go back to. */
  begin(): void {
    if (this.#parts.snapshots.everySteps > 0) this.snapshot();
  }

  /** Takes a snapshot when one is due. */
  betweenSteps(): void {
    const { progress, snapshots, trials } = this.#parts;
    const { everySteps } = snapshots;
    if (trials.stepToSave !== undefined) return;
    if (everySteps > 0 && progress.step % everySteps === 0) this.snapshot();
  }

  snapshot(): string | undefined {
    const state = this.#capture();
    const refusal = this.#parts.snapshots.add(state);
    if (refusal === undefined) return undefined;
    disposeState(state);
    // Each of them would be: once is enough.
    if (!this.#refusedBefore) this.#parts.events.emit("snapshot/refused", { message: refusal });
    this.#refusedBefore = true;
    return refusal;
  }

  async rollBack({ span, ...request }: RollbackRequest): Promise<RollbackOutcome> {
    const { tracing, events } = this.#parts;
    const outcome = await traceRollback(tracing, request.reason, span, () =>
      this.#tiers.run(request),
    );
    this.#rollbacks.push(outcome);
    events.emit(outcome.recovered ? "rollback/done" : "rollback/failed", { outcome });
    return outcome;
  }

  request(request: RollbackRequest): void {
    this.#parts.intents.add({ kind: "roll-back", request });
  }

  async saveNow(reason: string): Promise<CheckpointInfo | undefined> {
    if (this.#parts.checkpoints.everyEpochs === 0) return undefined;
    if (this.#refuse(await findNonFiniteWeights(this.#parts.groups), reason)) return undefined;
    const state = this.#held.hold(this.#capture());
    try {
      await fetchValues(stateTensors(state));
      const write = this.#write(state, reason);
      // Nothing trains meanwhile: it need not be sliced.
      while (!write.advance());
      const info = await write.done;
      this.#written(info);
      return info;
    } catch (error) {
      const message = `no checkpoint was written (${reason}): ${messageOf(error)}`;
      this.#parts.events.emit("checkpoint/failed", { message });
      return undefined;
    } finally {
      this.#held.release(state);
    }
  }

  /** Writes a checkpoint of a run that is over, unless there is one of its last step. */
  async saveEnd(reason: string): Promise<void> {
    if (this.#checkpoints.at(-1)?.step === this.#parts.progress.step) return;
    await this.saveNow(reason);
  }

  /** Writes the checkpoints of epochs, behind everything else that follows a boundary. */
  get epochTask(): EpochTask {
    return {
      name: "checkpoint",
      feature: "checkpoints",
      start: ({ epoch }) => this.#checkpointAfter(epoch.epoch, `epoch ${epoch.epoch}`),
      startWithin: ({ boundary, step }) => this.#checkpointAfter(boundary, `step ${step}`),
    };
  }

  /** Captures the state of a checkpoint that is to be written. */
  boundaryDone(): void {
    this.#task?.capture();
  }

  /**
   * Takes the run to where a checkpoint says that it, or another, stood.
   *
   * @param choice Which checkpoint; with `strict`, any difference between the jobs is refused.
   * @param further Says what else is another, once all is restored, of the job that wrote the checkpoint.
   * @returns What was restored.
   * @throws {TolariaError} `checkpoint/*`, `resume/refused`, `rollback/*` if there is none or it does not fit.
   */
  async resume(
    { strict, ...choice }: CheckpointChoice & { readonly strict?: boolean },
    further: (writer: JobRecord) => readonly string[],
  ): Promise<Pick<TrainingState, "step" | "parts">> {
    const { checkpoints, events, history } = this.#parts;
    const loaded = await checkpoints.load({
      ...choice,
      onDamaged: ({ id }, reason) =>
        events.emit("checkpoint/damaged", { message: `checkpoint ${id} was skipped: ${reason}` }),
    });
    const { state, writer, differences } = await restoreCheckpoint(
      loaded,
      { ...this.#parts, ...votesOf(this.#parts.ranks) },
      strict,
    );
    const { firstStep, firstEpoch } = history;
    const resume: ResumeReport = {
      checkpoint: loaded.info,
      firstStep,
      firstEpoch,
      differences: [...differences, ...further(writer)],
    };
    this.#resume = resume;
    events.emit("checkpoint/resumed", { resume });
    return state;
  }

  report(): Pick<RunReport, "recovery"> {
    const { checkpoint: resumedFrom, differences = [] } = this.#resume ?? {};
    return {
      recovery: {
        ...(resumedFrom && { resumedFrom }),
        ...(differences.length > 0 && { differences }),
        rollbacks: [...this.#rollbacks],
        checkpoints: [...this.#checkpoints],
      },
    };
  }

  /** Releases the states in memory. */
  dispose(): void {
    this.#task?.return();
    this.#parts.snapshots.forgetAfter(-1);
  }

  /** The work that writes the checkpoint after a boundary; `undefined` if none is due. */
  #checkpointAfter(boundary: number, reason: string): Iterator<TaskPause> | undefined {
    const { everyEpochs } = this.#parts.checkpoints;
    if (everyEpochs === 0 || boundary % everyEpochs !== 0 || this.#task) return undefined;
    const { stepToSave } = this.#parts.trials;
    if (stepToSave !== undefined && this.#checkpoints.at(-1)?.step === stepToSave) return undefined;
    if (!readsLate() && this.#refuses(reason)) return undefined;
    const task: CheckpointTask = new CheckpointTask({
      capture: () => this.#held.hold(this.#capture()),
      ...(readsLate() && { prepare: (state) => this.#prepareLate(state, reason) }),
      release: (state) => this.#held.release(state),
      write: (state) => this.#write(state, reason),
      onWritten: (info) => this.#written(info),
      onEnd: () => {
        if (this.#task === task) this.#task = undefined;
      },
    });
    this.#task = task;
    return task;
  }

  /** Whether the weights are not worth keeping: a checkpoint of them would replace a good one. Says so. */
  #refuses(reason: string): boolean {
    return this.#refuse(nonFiniteWeights(this.#parts.groups), reason);
  }

  /** Has the numbers of a state come from the device. Resolves to whether they are worth keeping. */
  async #prepareLate(state: TrainingState, reason: string): Promise<boolean> {
    if (this.#refuse(await findNonFiniteWeights(this.#parts.groups), reason)) return false;
    await fetchValues(stateTensors(state));
    return true;
  }

  #refuse(weights: readonly string[], reason: string): boolean {
    const { events } = this.#parts;
    if (weights.length === 0) return false;
    const message = `no checkpoint was written (${reason}): ${nonFiniteText(weights)}`;
    events.emit("checkpoint/refused", { message });
    return true;
  }

  #capture(): TrainingState {
    const { participants, progress, trials } = this.#parts;
    return trials.stateToSave() ?? captureState(participants, progress);
  }

  #write(state: TrainingState, reason: string): CheckpointWrite {
    const { runId, backend, checkpoints } = this.#parts;
    return checkpoints.write(draftOf(state, backend, { runId, reason }));
  }

  #written(info: CheckpointInfo): void {
    this.#checkpoints.push(info);
    this.#parts.events.emit("checkpoint/written", { info });
  }
}
