import { AdaptationCommand, BUDGETS } from "../../proto/mod.ts";
import type { Services } from "../container/services.ts";
import type { Intents } from "../events/intents.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { RunPart } from "../events/run_part.ts";
import type { TaskPause } from "../ports/epoch_task.ts";
import type { CommandOutcome } from "../ports/reports/command_outcome.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";
import type { StateSlice } from "../state/define_slice.ts";
import type { CommandRanks } from "./command_entry.ts";
import { commandsSlice, reportsSlice } from "./commands_slice.ts";
import { CommandDispatcher } from "./dispatcher.ts";
import { FieldReports } from "./field_reports.ts";
import { Pause } from "./handlers/pause.ts";
import type { CommandInbox } from "./inbox.ts";
import { type CommandTargets, makeHandlers } from "./make_handlers.ts";

/** What commands need to know of trials. */
export interface HoldingTrials {
  /** Why commands wait at the moment; undefined if they need not. */
  readonly holds: string | undefined;
  /** Whether a trial takes training to another of its states at the moment. */
  readonly moving: boolean;
}

/** Dependencies of a run's commands. */
export interface CommandsParts extends CommandTargets, Pick<Services, "tamiyo" | "clock"> {
  readonly inbox: CommandInbox;
  readonly intents: Pick<Intents, "add" | "stopRun">;
  readonly mode: ConservativeMode;
  readonly ranks: CommandRanks;
  readonly events: RunEventEmitter;
  readonly runId: string;
  /** Epochs after which a command's effect is judged. */
  readonly observationWindowEpochs: number;
  /** Trials, in which commands wait. */
  readonly trials: () => HoldingTrials;
  /** Schedules work between the coming steps. */
  readonly defer: (name: string, work: Iterator<TaskPause>) => void;
}

/** Commands in a run, from the controller and from outside, and their reports to the controller. */
export class CommandsPart implements RunPart {
  readonly name = "commands";
  readonly slices: readonly StateSlice[];
  readonly dispatcher: CommandDispatcher;
  readonly #parts: CommandsParts;
  readonly #reports: FieldReports;
  readonly #pause = new Pause();

  constructor(parts: CommandsParts) {
    const { runId, clock, tamiyo, observationWindowEpochs } = parts;
    this.#parts = parts;
    this.#reports = new FieldReports({ runId, clock, windowEpochs: observationWindowEpochs });
    this.dispatcher = new CommandDispatcher({
      ...parts,
      handlers: makeHandlers(parts, this.#pause),
      onOutcome: (outcome) => this.#ended(outcome),
    });
    this.slices = [
      reportsSlice(this.#reports, tamiyo),
      commandsSlice(
        this.dispatcher,
        () => parts.trials().moving,
        () => this.#prepareWaiting(),
      ),
    ];
  }

  /** Carries out what an operator asked for; costs nothing if nobody did. */
  beforeStep(): void {
    const { inbox, clock, intents } = this.#parts;
    if (!inbox.urgent) return;
    for (const { command, deadlineMs } of inbox.takeUrgent()) {
      this.dispatcher.carryOut(command, "outside", deadlineMs - clock.monotonicMs());
    }
    if (this.#pause.asked) intents.add({ kind: "pause" });
  }

  /** Receives commands from outside and prepares those that depend on the last step. */
  atBoundary({ boundary, train, validation }: IntervalReport): void {
    this.#reports.observe({ epoch: boundary, loss: (validation ?? train).loss });
    if (this.#parts.trials().holds !== undefined) return;
    this.#receiveFromOutside();
    this.dispatcher.prepareForBoundary();
  }

  /** Waits for commands that depend on the last step and are still being prepared; undefined if none is. */
  get preparing(): Promise<unknown> | undefined {
    return this.dispatcher.preparing;
  }

  afterBoundary(): void {
    if (this.dispatcher.pending > 0) this.#prepareWaiting();
    if (!this.#parts.mode.sheds("field-reports")) this.#sendReports();
  }

  /** Pauses the training if a command requested it. */
  async pauseIfAsked(signal: AbortSignal): Promise<void> {
    if (!this.#pause.asked) return;
    const { clock, events } = this.#parts;
    events.emit("pause", { paused: true });
    await this.#pause.wait(signal, () => {
      this.#receiveFromOutside();
      this.dispatcher.commitReady(clock.monotonicMs() + BUDGETS.commandProcessingMs);
    });
    events.emit("pause", { paused: false });
  }

  /** Aborts pending commands and reports them to the controller. */
  finish(): void {
    this.#receiveFromOutside();
    this.dispatcher.abortAll("run-ended");
    this.#reports.close();
    this.#sendReports();
  }

  #prepareWaiting(): void {
    this.#parts.defer("prepare commands", this.dispatcher.prepareWaiting());
  }

  #receiveFromOutside(): void {
    const { inbox, clock, events, ranks } = this.#parts;
    const taken = inbox.take();
    // Rank 0 alone can be reached from outside; its clock says whether a deadline has passed.
    const left = taken.map(({ deadlineMs }) => deadlineMs - clock.monotonicMs());
    const bytes = taken.map(({ command }) => AdaptationCommand.encode(command));
    ranks.list(ranks.shared ? bytes : []).forEach((one, at) => {
      const command = AdaptationCommand.decode(one);
      this.dispatcher.receive(command, "outside", left[at] ?? Number.POSITIVE_INFINITY);
    });
    if (!ranks.shared) {
      taken.forEach(({ command }, at) => {
        this.dispatcher.receive(command, "outside", left[at] as number);
      });
    }
    const refusals = inbox.takeRefusals();
    if (refusals.count > 0) events.emit("command/not-admitted", refusals);
  }

  #sendReports(): void {
    const { tamiyo } = this.#parts;
    for (const report of this.#reports.take()) if (tamiyo.present) tamiyo.report(report);
  }

  #ended(outcome: CommandOutcome): void {
    this.#parts.events.emit("command", { outcome });
    // A controller that was rolled back too has not issued it.
    if (outcome.abortedBy === "rolled-back" && this.#parts.tamiyo.memory) return;
    this.#reports.note(outcome);
  }
}
