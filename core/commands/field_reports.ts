import { Buffer } from "node:buffer";
import { randomUUID } from "node:crypto";
import {
  type AdaptationCommand,
  FieldReport,
  FieldReportOutcome,
  type FieldsOf,
  LEYLINE_VERSION,
  toTimestamp,
} from "../../proto/mod.ts";
import type { Clock } from "../ports/clock.ts";
import type { CommandOutcome } from "../ports/reports/command_outcome.ts";
import {
  type ReportsState,
  readLoss,
  readWatched,
  type Watched,
  writeLoss,
  writeWatched,
} from "./field_reports_state.ts";

/** The loss at the end of an epoch. */
export interface EpochLoss {
  readonly epoch: number;
  /** Validation loss, or training loss if there is no validation set; lower is better. */
  readonly loss: number;
}

/** Options of the reports. */
export interface FieldReportOptions {
  readonly runId: string;
  readonly clock: Clock;
  /** Epochs after which a command's effect is judged, at least 1. */
  readonly windowEpochs: number;
}

/** Relative change of the loss below which an effect is neutral. */
const NEUTRAL_BAND = 0.01;

/** Most characters of a remark in a report. */
const MAX_NOTES_LENGTH = 1_000;

/** Most characters of a policy's version in a report. */
const MAX_VERSION_LENGTH = 128;

/** Most reports held for a controller that receives none. */
const MAX_HELD = 1_000;

/**
 * Reports the effect of each command to the controller: at once if it was not carried out, otherwise by the change of
 * the loss over an observation window.
 *
 * An epoch is observed before its boundary, so that its loss is the baseline of the boundary's commands.
 */
export class FieldReports {
  readonly #options: FieldReportOptions;
  #due: Uint8Array[] = [];
  #watched: Watched[] = [];
  #last: EpochLoss = { epoch: 0, loss: Number.NaN };
  #dropped = 0;

  constructor(options: FieldReportOptions) {
    this.#options = options;
  }

  /** Number of reports dropped for newer ones. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Whether nothing was observed yet. */
  get untouched(): boolean {
    return this.#last.epoch === 0 && this.#due.length + this.#watched.length === 0;
  }

  /** Returns the state as plain JSON. */
  state(): ReportsState {
    return {
      due: this.#due.map((report) => Buffer.from(report).toString("base64")),
      watched: this.#watched.map(writeWatched),
      last: writeLoss(this.#last),
    };
  }

  /** Restores a state. */
  restore({ due, watched, last }: ReportsState): void {
    const next = watched.map(readWatched);
    this.#due = due.map((text) => new Uint8Array(Buffer.from(text, "base64")));
    this.#watched = next;
    this.#last = readLoss(last);
  }

  /** Starts to observe a command, or reports it at once if it was not carried out. */
  note(outcome: CommandOutcome): void {
    if (outcome.status === "committed") {
      this.#watched.push({ outcome, from: this.#last });
      return;
    }
    this.#hold(outcome, FieldReportOutcome.FIELD_REPORT_OUTCOME_ABORTED, outcome.reason);
  }

  /** Observes an epoch and evaluates every command whose window ends with it. */
  observe(epoch: EpochLoss): void {
    this.#last = epoch;
    const ends = ({ from }: { from: EpochLoss }) =>
      epoch.epoch - from.epoch >= this.#options.windowEpochs;
    const ended = this.#watched.filter(ends);
    this.#watched = this.#watched.filter((watched) => !ends(watched));
    for (const { outcome, from } of ended) this.#judge(outcome, from, "");
  }

  /** Evaluates the remaining commands at the end of the run. */
  close(): void {
    for (const { outcome, from } of this.#watched) {
      this.#judge(outcome, from, "the run ended before the observation window did");
    }
    this.#watched = [];
  }

  /** Removes and returns the due reports, oldest first. */
  take(): Uint8Array[] {
    return this.#due.splice(0);
  }

  #judge(outcome: CommandOutcome, from: EpochLoss, remark: string): void {
    const { loss, epoch } = this.#last;
    const notes = [outcome.reason, remark].filter((note) => note !== "").join("; ");
    this.#hold(outcome, judgementOf(from.loss, loss), notes, {
      observationWindowEpochs: Math.max(0, epoch - from.epoch),
      metrics: { loss_before: from.loss, loss_after: loss },
    });
  }

  #hold(
    { command }: CommandOutcome,
    outcome: FieldReportOutcome,
    notes: string,
    fields: FieldsOf<typeof FieldReport> = {},
  ): void {
    const { runId, clock } = this.#options;
    this.#due.push(
      FieldReport.encode({
        version: LEYLINE_VERSION,
        reportId: randomUUID(),
        commandId: command.commandId,
        trainingRunId: runId,
        seedId: command.targetSeedId,
        blueprintId: command.seedOperation?.blueprintId ?? "",
        tamiyoPolicyVersion: policyVersionOf(command),
        outcome,
        notes: notes.slice(0, MAX_NOTES_LENGTH),
        issuedAt: toTimestamp(clock.wallMs()),
        ...fields,
      }),
    );
    if (this.#due.length <= MAX_HELD) return;
    this.#due.shift();
    this.#dropped += 1;
  }
}

function judgementOf(before: number, after: number): FieldReportOutcome {
  // A loss that became NaN is worse; a loss that was NaN allows no comparison.
  if (Number.isFinite(before) && !Number.isFinite(after)) {
    return FieldReportOutcome.FIELD_REPORT_OUTCOME_REGRESSION;
  }
  const change = (after - before) / Math.abs(before);
  if (change < -NEUTRAL_BAND) return FieldReportOutcome.FIELD_REPORT_OUTCOME_SUCCESS;
  if (change > NEUTRAL_BAND) return FieldReportOutcome.FIELD_REPORT_OUTCOME_REGRESSION;
  return FieldReportOutcome.FIELD_REPORT_OUTCOME_NEUTRAL;
}

function policyVersionOf({ annotations }: AdaptationCommand): string {
  return (annotations.policy_version ?? "").slice(0, MAX_VERSION_LENGTH);
}
