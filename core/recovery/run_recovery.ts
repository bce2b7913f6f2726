import type { Span } from "../../deps.ts";
import { EmergencyLevel } from "../../proto/mod.ts";
import type { NoteIncident } from "../boundary/control_log.ts";
import { remembers } from "../boundary/tamiyo_participant.ts";
import type { Session } from "../engine/session.ts";
import { messageOf } from "../errors/mod.ts";
import type {
  CheckpointChoice,
  CheckpointInfo,
  CheckpointWrite,
} from "../ports/checkpoint_store.ts";
import type { EpochTaskContext, TaskPause } from "../ports/epoch_task.ts";
import type { Recovery, RollbackOutcome, RollbackRequest } from "../ports/recovery.ts";
import type { Holding } from "../ports/reports/memory_report.ts";
import type { RecoveryReport } from "../ports/reports/recovery_report.ts";
import type { StateParticipant, TrainingState } from "../ports/training_state.ts";
import type { RunHistory } from "../state/run_history.ts";
import { captureState, disposeState } from "../state/training_state.ts";
import { ATTRIBUTE, EVENT, SPAN } from "../telemetry/conventions.ts";
import { startSpan } from "../telemetry/spans.ts";
import { draftOf } from "./checkpoint_draft.ts";
import { CheckpointTask } from "./checkpoint_task.ts";
import type { DeadlineFlag } from "./deadline_flag.ts";
import { HeldStates } from "./held_states.ts";
import { stateOf } from "./loaded_state.ts";
import { checkpointAttributes, rollbackAttributes } from "./recovery_attributes.ts";
import { restoreState } from "./restore.ts";
import { RollbackTiers } from "./rollback_tiers.ts";

/** A restore from a file may take as long as the full tier's: it has everything to build. */
const RESUME_PATIENCE = 24;

/** What a run's recovery works with. */
export interface RunRecoveryParts {
  readonly session: Session;
  readonly history: RunHistory;
  readonly runId: string;
  /** Everyone who owns a part of the state. */
  readonly participants: readonly StateParticipant[];
  /** The run's span. */
  readonly span: Span;
  readonly note: NoteIncident;
  /** The deadline of each restore. */
  readonly flag: DeadlineFlag;
}

/** Takes a run back to where it stood, and makes where it stands durable. */
export class RunRecovery implements Recovery {
  readonly #parts: RunRecoveryParts;
  readonly #tiers: RollbackTiers;
  readonly #rollbacks: RollbackOutcome[] = [];
  readonly #checkpoints: CheckpointInfo[] = [];
  readonly #held = new HeldStates();
  #asked: RollbackRequest | undefined;
  #task: CheckpointTask | undefined;
  #resumedFrom: CheckpointInfo | undefined;
  #refusedBefore = false;

  constructor(parts: RunRecoveryParts) {
    const { session, history, note } = parts;
    const { snapshots, checkpoints, clock } = session.services;
    this.#parts = parts;
    this.#tiers = new RollbackTiers({
      participants: () => parts.participants,
      snapshots,
      checkpoints,
      clock,
      flag: parts.flag,
      progress: session.progress,
      lineage: () => history.lineage,
      onDamaged: (message) => note("checkpoint/damaged", message),
      emergency: (reason) =>
        session.emergencies.raise({
          level: EmergencyLevel.EMERGENCY_LEVEL_CRITICAL,
          reason,
          source: "rollback",
        }),
    });
  }

  /** Whether a rollback waits for the moment between two steps. */
  get asked(): boolean {
    return this.#asked !== undefined;
  }

  /** Whether there can be anything to go back to. */
  get possible(): boolean {
    return this.#tiers.any;
  }

  /** Whether a checkpoint is on its way. */
  get saving(): boolean {
    return this.#task !== undefined;
  }

  /** To be called before the first step: holds the state, so that there is always one to go back to. */
  begin(): void {
    if (this.#parts.session.services.snapshots.everySteps > 0) this.snapshot();
  }

  /** To be called after each step: holds the state where it is time to. */
  afterStep(): void {
    const { progress, services } = this.#parts.session;
    const { everySteps } = services.snapshots;
    if (everySteps > 0 && progress.step % everySteps === 0) this.snapshot();
  }

  snapshot(): string | undefined {
    const state = this.#capture();
    const refusal = this.#parts.session.services.snapshots.add(state);
    if (refusal === undefined) return undefined;
    disposeState(state);
    // Each of them would be: once is enough.
    if (!this.#refusedBefore) this.#parts.note("snapshot/refused", refusal);
    this.#refusedBefore = true;
    return refusal;
  }

  async rollBack({
    span = this.#parts.span,
    ...request
  }: RollbackRequest): Promise<RollbackOutcome> {
    const { session, note } = this.#parts;
    const attributes = { [ATTRIBUTE.rollbackReason]: request.reason };
    const own = startSpan(session.services.telemetry.tracer, SPAN.rollback, attributes, {
      parent: span,
    });
    const outcome = await this.#tiers.run(request);
    own.setAttributes(rollbackAttributes(outcome));
    own.end();
    this.#rollbacks.push(outcome);
    const { recovered, tier, fromStep, step, reason } = outcome;
    note(
      recovered ? "rollback/done" : "rollback/failed",
      recovered
        ? `went back from step ${fromStep} to step ${step} (${tier} tier): ${reason}`
        : `could not go back from step ${fromStep}: ${outcome.failures.map((one) => one.reason).join("; ")}`,
    );
    return outcome;
  }

  request(request: RollbackRequest): void {
    this.#asked = request;
  }

  /** What was asked for, to be done between two steps; undefined for nothing, or the second time. */
  takeAsked(): RollbackRequest | undefined {
    const asked = this.#asked;
    this.#asked = undefined;
    return asked;
  }

  async saveNow(reason: string): Promise<CheckpointInfo | undefined> {
    if (this.#parts.session.services.checkpoints.everyEpochs === 0) return undefined;
    const state = this.#held.hold(this.#capture());
    try {
      const write = this.#write(state, reason);
      // Nothing trains meanwhile: it need not be sliced.
      while (!write.advance());
      const info = await write.done;
      this.#written(info);
      return info;
    } catch (error) {
      this.#parts.note(
        "checkpoint/failed",
        `no checkpoint was written (${reason}): ${messageOf(error)}`,
      );
      return undefined;
    } finally {
      this.#held.release(state);
    }
  }

  /** Writes a checkpoint of a run that has come to its end, where there is none of its last step. */
  async saveEnd(reason: string): Promise<void> {
    if (this.#checkpoints.at(-1)?.step === this.#parts.session.progress.step) return;
    await this.saveNow(reason);
  }

  /** The work that writes the checkpoint of an epoch; undefined where there is none after it. */
  checkpointAfter({ epoch: { epoch } }: EpochTaskContext): Iterator<TaskPause> | undefined {
    const { everyEpochs } = this.#parts.session.services.checkpoints;
    if (everyEpochs === 0 || epoch % everyEpochs !== 0 || this.#task) return undefined;
    const task: CheckpointTask = new CheckpointTask({
      capture: () => this.#held.hold(this.#capture()),
      release: (state) => this.#held.release(state),
      write: (state) => this.#write(state, `epoch ${epoch}`),
      onWritten: (info) => this.#written(info),
      onEnd: () => {
        if (this.#task === task) this.#task = undefined;
      },
    });
    this.#task = task;
    return task;
  }

  /** To be called when all of an epoch is over: takes the state of a checkpoint that is to be written. */
  endEpoch(): void {
    this.#task?.capture();
  }

  /**
   * Takes the run to where a checkpoint says that it, or another, stood.
   *
   * @throws {TolariaError} `checkpoint/*`, `rollback/*`, where there is none or it does not fit.
   */
  async resume(choice: CheckpointChoice): Promise<void> {
    const { session, participants, note, span } = this.#parts;
    const { checkpoints, clock } = session.services;
    const loaded = await checkpoints.load({
      ...choice,
      onDamaged: ({ id }, reason) =>
        note("checkpoint/damaged", `checkpoint ${id} was passed over: ${reason}`),
    });
    const state = stateOf(loaded);
    try {
      await restoreState(state, {
        participants,
        clock,
        flag: this.#parts.flag,
        patience: RESUME_PATIENCE,
      });
    } finally {
      disposeState(state);
    }
    this.#resumedFrom = loaded.info;
    const { tamiyo } = session.services;
    if (tamiyo.present && !remembers(state.parts.get("tamiyo"))) {
      const fault = `remembers nothing of the run before step ${state.step}: it says nothing of its state`;
      note("tamiyo/begins-anew", `controller ${tamiyo.name} ${fault}`);
    }
    span.addEvent(EVENT.resumed, checkpointAttributes(loaded.info));
  }

  /** What the checkpoints hold that are being written. */
  holding(): Holding {
    return this.#held.holding();
  }

  /** What happened so far. */
  report(): RecoveryReport {
    return {
      ...(this.#resumedFrom && { resumedFrom: this.#resumedFrom }),
      rollbacks: [...this.#rollbacks],
      checkpoints: [...this.#checkpoints],
    };
  }

  /** Lets go of the states in memory. */
  dispose(): void {
    this.#task?.return();
    this.#parts.session.services.snapshots.forgetAfter(-1);
  }

  #capture(): TrainingState {
    const { participants, session } = this.#parts;
    return captureState(participants, session.progress);
  }

  #write(state: TrainingState, reason: string): CheckpointWrite {
    const { runId, session } = this.#parts;
    const { backend, checkpoints } = session.services;
    return checkpoints.write(draftOf(state, backend, { runId, reason }));
  }

  #written(info: CheckpointInfo): void {
    this.#checkpoints.push(info);
    this.#parts.span.addEvent(EVENT.checkpoint, checkpointAttributes(info));
  }
}
