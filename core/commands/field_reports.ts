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
  /** Validation loss, or training loss where there is no validation: lower is better. */
  readonly loss: number;
}

/** How commands are judged. */
export interface FieldReportOptions {
  readonly runId: string;
  readonly clock: Clock;
  /** Epochs after which a command's effect is judged, at least 1. */
  readonly windowEpochs: number;
}

/** A change of the loss by less than this share counts as none. */
const NEUTRAL_BAND = 0.01;

/** Characters of a text for people that a report has room for. */
const MAX_NOTES_LENGTH = 1_000;

/** Characters of a policy's version that a report has room for. */
const MAX_VERSION_LENGTH = 128;

/** Reports that are held for a controller that is not told any now. */
const MAX_HELD = 1_000;

/**
 * Reports to the controller what came of each command: at once where it was not carried out, else after an observation
 * window by what the loss did.
 *
 * An epoch is observed before its boundary: its loss is the one from which the boundary's commands are judged.
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

  /** Reports that gave way to newer ones because too many were held. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Whether nothing was noted yet. */
  get untouched(): boolean {
    return this.#last.epoch === 0 && this.#due.length + this.#watched.length === 0;
  }

  /** What its reports to come are made from. */
  state(): ReportsState {
    return {
      due: this.#due.map((report) => Buffer.from(report).toString("base64")),
      watched: this.#watched.map(writeWatched),
      last: writeLoss(this.#last),
    };
  }

  /** Puts it back to where it stood. */
  restore({ due, watched, last }: ReportsState): void {
    const next = watched.map(readWatched);
    this.#due = due.map((text) => new Uint8Array(Buffer.from(text, "base64")));
    this.#watched = next;
    this.#last = readLoss(last);
  }

  /** Begins to watch a command, or reports it where there is nothing to watch. */
  note(outcome: CommandOutcome): void {
    if (outcome.status === "committed") {
      this.#watched.push({ outcome, from: this.#last });
      return;
    }
    this.#hold(outcome, FieldReportOutcome.FIELD_REPORT_OUTCOME_ABORTED, outcome.reason);
  }

  /** Takes note of an epoch, and judges every command whose window ends with it. */
  observe(epoch: EpochLoss): void {
    this.#last = epoch;
    const ends = ({ from }: { from: EpochLoss }) =>
      epoch.epoch - from.epoch >= this.#options.windowEpochs;
    const ended = this.#watched.filter(ends);
    this.#watched = this.#watched.filter((watched) => !ends(watched));
    for (const { outcome, from } of ended) this.#judge(outcome, from, "");
  }

  /** Judges what is still watched by where the run ended. */
  close(): void {
    for (const { outcome, from } of this.#watched) {
      this.#judge(outcome, from, "the run ended before the observation window did");
    }
    this.#watched = [];
  }

  /** Hands over the reports that are due, oldest first. */
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
  // A loss that is no number any more got worse; from one that was none, nothing can be said.
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
