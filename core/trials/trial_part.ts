import type { Services } from "../container/services.ts";
import type { Feeder } from "../data/feeder.ts";
import { messageOf } from "../errors/mod.ts";
import type { Intents } from "../events/intents.ts";
import type { RunEventStream } from "../events/run_event_stream.ts";
import type { RunPart, TakenStep } from "../events/run_part.ts";
import type { ComputeLedger } from "../ledger/compute_ledger.ts";
import type { TensorOwner } from "../memory/tensor_usage.ts";
import type { SeedTraining } from "../ports/seed_training.ts";
import type { StateParticipant, TrainingState } from "../ports/training_state.ts";
import type { Alarm } from "../ports/watchdog.ts";
import type { DeadlineFlag } from "../recovery/deadline_flag.ts";
import { HeldStates } from "../recovery/held_states.ts";
import { restoreState } from "../recovery/restore.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";
import { captureState, disposeState, shareState } from "../state/training_state.ts";
import { ATTRIBUTE, SPAN } from "../telemetry/conventions.ts";
import { startSpan, type Tracing } from "../telemetry/spans.ts";
import { MeanLoss, sureGainOf } from "./mean_loss.ts";
import { gainOf, reportOf, type Trial } from "./trial.ts";
import { foundAttributes, trialAttributes } from "./trial_events.ts";

/** What trials work with. */
export interface TrialParts extends Pick<Services, "clock" | "snapshots"> {
  readonly seeds: SeedTraining;
  readonly ledger: ComputeLedger;
  readonly intents: Pick<Intents, "add" | "stop">;
  readonly events: RunEventStream;
  readonly tracing: Tracing;
  /** Where training stands. */
  readonly progress: { readonly step: number; readonly epoch: number };
  /** Where the run is to end. */
  readonly target: { readonly totalSteps: number };
  readonly train: Pick<Feeder, "replays" | "atEpochEnd">;
  readonly mode: ConservativeMode;
  /** Everyone who owns a part of the state. */
  readonly participants: readonly StateParticipant[];
  /** The deadline of each restore. */
  readonly flag: DeadlineFlag;
  /** Whether the run is over unless training goes back. */
  readonly isOver: () => boolean;
  /** Multiply-adds of a measurement, of the network as it is now. */
  readonly measurement: () => number;
}

/** Measures the network; undefined if there is nothing to measure it on, or the run was stopped meanwhile. */
export type Measure = () => Promise<number | undefined>;

/**
 * Tries seeds, one at a time: from one state training goes on without the seed, then with it on the same batches, and from
 * then on as it did better. Both branches are steps of the loop like any others.
 *
 * Until a trial is decided, nothing after its beginning counts: what is saved meanwhile is the state of its beginning, in
 * which the seed is still to be tried; a rollback and the end of the run go back at least to there.
 */
export class TrialPart implements RunPart {
  readonly name = "trials";
  readonly #parts: TrialParts;
  readonly #held = new HeldStates();
  readonly #loss = new MeanLoss();
  readonly #unsubscribe: () => void;
  #trial: Trial | undefined;
  #busy = false;
  #moving = false;

  constructor(parts: TrialParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.events.on("rollback/done", () => this.#drop("training went back"));
  }

  /** Why nothing is to be decided meanwhile; undefined without a trial. */
  get holds(): string | undefined {
    return this.#trial && `seed "${this.#trial.seed.seed}" is being tried`;
  }

  /** Whether a trial takes training to another of its states at the moment: commands that wait go on waiting. */
  get moving(): boolean {
    return this.#moving;
  }

  /** What a trial holds. */
  get owner(): TensorOwner {
    return { name: "trials", usage: () => this.#held.usage() };
  }

  /** The state to save instead of the current one, with handles of its own; undefined without a trial. */
  stateToSave(): TrainingState | undefined {
    return this.#trial && shareState(this.#trial.beginning);
  }

  /** Step of {@link stateToSave}. */
  get stepToSave(): number | undefined {
    return this.#trial?.beginning.step;
  }

  beforeStep(): void {
    const { seeds, mode, isOver, train, intents } = this.#parts;
    if (this.#busy) return;
    const due = this.#trial
      ? isOver()
      : seeds.trials.due && !train.atEpochEnd && !isOver() && !mode.sheds("seed-changes");
    if (due) intents.add({ kind: "trial" });
  }

  afterStep(step: TakenStep): void {
    if (!this.#trial) return;
    if (this.#parts.progress.step > this.#trial.judgedFrom) this.#loss.add(step);
    if (this.#isThrough(this.#trial)) this.#parts.intents.add({ kind: "trial" });
  }

  /**
   * Begins the trial that is due, or ends a branch. Between two steps.
   *
   * @param measure Measures the network, if there is validation data.
   * @returns Whether the next step is another one than it would have been.
   */
  async proceed(measure: Measure | undefined): Promise<boolean> {
    const trial = this.#trial;
    if (!trial) return this.#begin();
    if (!this.#isThrough(trial) && !this.#parts.isOver()) return false;
    this.#busy = true;
    try {
      const loss = measure ? await measure() : this.#loss.mean;
      // Gone back meanwhile, or told to stop: the trial is made again.
      if (this.#trial !== trial) return true;
      if (loss === undefined) return false;
      return trial.without ? await this.#decide(trial, loss) : await this.#turn(trial, loss);
    } finally {
      this.#busy = false;
    }
  }

  /** Takes an alarm in the branch with the seed as its failure. Returns whether that is so. */
  async breakOff({ message }: Alarm): Promise<boolean> {
    const trial = this.#trial;
    if (!trial?.without) return false;
    await this.#decide(trial, Number.NaN, message);
    return true;
  }

  /** Gives up a trial in progress: training goes back to its beginning. For the end of a run. */
  async giveUp(): Promise<void> {
    const trial = this.#trial;
    if (!trial) return;
    await this.#goBack(trial.beginning, "the run ended");
    this.#drop("the run ended");
  }

  dispose(): void {
    this.#drop("the run ended");
    this.#unsubscribe();
  }

  #isThrough({ beginning, steps }: Trial): boolean {
    return this.#parts.progress.step - beginning.step >= steps;
  }

  /** Begins with the branch without the seed. */
  #begin(): boolean {
    const { seeds, intents, isOver, train, ledger, tracing, events } = this.#parts;
    const { due: seed } = seeds.trials;
    if (!seed || intents.stop || isOver() || train.atEpochEnd) return false;
    const hindrance = this.#hindrance(seed.steps);
    if (hindrance !== undefined) {
      seeds.trials.enter("with");
      seeds.trials.end(undefined);
      const skipped = { name: `trial of seed "${seed.seed}"`, reason: hindrance };
      events.emit("skipped", { skipped });
      return false;
    }
    const beginning = this.#capture();
    this.#keepSnapshot(beginning);
    const span = startSpan(tracing.tracer, SPAN.trial, trialAttributes(seed), {
      parent: tracing.run,
    });
    const { steps } = seed;
    const judgedFrom = beginning.step + Math.floor(steps / 2);
    this.#trial = { seed, beginning, span, steps, judgedFrom, ledgerBefore: ledger.total };
    this.#loss.reset();
    seeds.trials.enter("without");
    return true;
  }

  /** Why a trial cannot be made; undefined if it can. */
  #hindrance(steps: number): string | undefined {
    const { train, target, progress } = this.#parts;
    if (!train.replays) return "the training data do not give the same batches again";
    const left = target.totalSteps - progress.step;
    return steps < left ? undefined : `it takes ${steps} steps, and ${left} are left`;
  }

  /** Goes back to the beginning, for the branch with the seed. */
  async #turn(trial: Trial, loss: number): Promise<boolean> {
    const { seeds, ledger, measurement, progress } = this.#parts;
    const measured = measurement();
    const multiplyAdds = ledger.total - trial.ledgerBefore + measured;
    const end = this.#capture();
    const { losses: trained } = this.#loss;
    const failure = await this.#goBack(trial.beginning, "its branch without the seed is over");
    if (failure !== undefined) {
      this.#skip(trial, failure);
      const none = { lossWith: Number.NaN, gain: Number.NaN, kept: false };
      seeds.trials.end(reportOf(trial, { lossWithout: loss, ...none }));
      this.#drop(failure);
      return true;
    }
    const steps = end.step - progress.step;
    this.#trial = { ...trial, steps, without: { end, loss, trained, multiplyAdds, measured } };
    ledger.addTrial(inLedger(trial), multiplyAdds);
    this.#trial.ledgerBefore = ledger.total;
    this.#loss.reset();
    seeds.trials.enter("with");
    return true;
  }

  /** Goes on with the seed, or from the end of the branch without it. Returns whether that is another state. */
  async #decide(trial: Trial, lossWith: number, brokenOff?: string): Promise<boolean> {
    const { seeds, ledger, measurement, events } = this.#parts;
    const { without } = trial;
    if (!without) return false;
    const { loss: lossWithout, end } = without;
    const measured = brokenOff === undefined ? measurement() : 0;
    const spent = ledger.total - trial.ledgerBefore + measured;
    const trainingGain = sureGainOf(without.trained, this.#loss.losses);
    const gain = gainOf(lossWithout, lossWith);
    const { minGain } = trial.seed;
    // Each has its noise: a seed that helps nowhere seldom seems to help in both.
    const learns = Number.isNaN(trainingGain) || trainingGain >= Math.min(0, minGain);
    const kept = gain >= minGain && learns;
    const failure = kept ? undefined : await this.#goBack(end, "the seed does not pay");
    if (failure !== undefined) {
      this.#skip(trial, failure);
      // Culls it where training stands.
      seeds.trials.enter("without");
    }
    const wentBack = !kept && failure === undefined;
    const extra = wentBack ? spent + without.measured : measured;
    ledger.addTrial(inLedger(trial), extra);
    const multiplyAdds = wentBack ? extra : without.multiplyAdds + extra;
    const found = { lossWithout, lossWith, gain, trainingGain, kept };
    const report = reportOf(trial, { ...found, multiplyAdds, brokenOff });
    seeds.trials.end(report);
    trial.span.setAttributes(foundAttributes(report));
    events.emit("seed/trial", { trial: trial.seed, report });
    this.#drop();
    return !kept;
  }

  /** Takes training to a state of the trial. Returns why that failed: nothing has changed then. */
  async #goBack(state: TrainingState, reason: string): Promise<string | undefined> {
    this.#moving = true;
    try {
      await restoreState(state, this.#parts);
      return undefined;
    } catch (error) {
      return `${reason}, but training could not go there: ${messageOf(error)}`;
    } finally {
      this.#moving = false;
    }
  }

  #skip({ seed }: Trial, reason: string): void {
    const skipped = { name: `trial of seed "${seed.seed}"`, reason };
    this.#parts.events.emit("skipped", { skipped });
  }

  #capture(): TrainingState {
    const { participants, progress } = this.#parts;
    return this.#held.hold(captureState(participants, progress));
  }

  /** There is a state to go back to at the beginning. */
  #keepSnapshot(beginning: TrainingState): void {
    const { snapshots } = this.#parts;
    if (snapshots.everySteps === 0) return;
    const state = shareState(beginning);
    if (snapshots.add(state) !== undefined) disposeState(state);
  }

  /** Forgets the trial, and what it holds. */
  #drop(reason?: string): void {
    const trial = this.#trial;
    if (!trial) return;
    this.#trial = undefined;
    this.#held.release(trial.beginning);
    if (trial.without) this.#held.release(trial.without.end);
    if (reason !== undefined) trial.span.setAttributes({ [ATTRIBUTE.trialBrokenOff]: reason });
    trial.span.end();
  }
}

function inLedger({ seed: { seed: name, generation, stage } }: Trial) {
  return { name, generation, stage };
}
