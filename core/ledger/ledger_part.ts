import { z } from "../../deps.ts";
import type { RunPart, TakenStep } from "../events/run_part.ts";
import type { BlockMultiplyAdds, Host } from "../ports/host.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";
import type { EpochReport, RunReport } from "../ports/reports/run_report.ts";
import type { SeedTraining } from "../ports/seed_training.ts";
import { defineSlice, type StateSlice } from "../state/define_slice.ts";
import { type ComputeLedger, LedgerSchema } from "./compute_ledger.ts";

/** What is counted. */
export interface LedgerParts {
  readonly host: Host;
  readonly seeds: SeedTraining;
  readonly ledger: ComputeLedger;
  /** Examples of a validation; 0 if there is none. */
  readonly validationExamples: number;
  /** Examples that boundaries within epochs are measured on, and whether they are measured at the end of epochs too. */
  readonly sample: { readonly examples: number; readonly isApart: boolean };
  /** Examples that trials are measured on; 0 if there are none. */
  readonly trialExamples: number;
}

/** Counts the multiply-adds of a run. Costs nothing for a host that does not tell its own. */
export class LedgerPart implements RunPart {
  readonly name = "ledger";
  readonly slices: readonly StateSlice[];
  readonly #parts: LedgerParts;
  /** Of the host as it is trained now; counted again in each epoch, as weights may be frozen. */
  #blocks: readonly BlockMultiplyAdds[] | undefined;
  #epochBegan: number;

  constructor(parts: LedgerParts) {
    const { ledger } = parts;
    this.#parts = parts;
    this.#epochBegan = ledger.total;
    this.slices = [
      defineSlice({
        name: "multiply-adds",
        schema: z.strictObject({ entries: LedgerSchema, epochBegan: z.number() }),
        read: () => ({ entries: ledger.state(), epochBegan: this.#epochBegan }),
        write: ({ entries, epochBegan }) => {
          ledger.restore(entries);
          this.#epochBegan = epochBegan;
        },
      }),
    ];
  }

  afterStep({ examples }: TakenStep): void {
    const { seeds, ledger } = this.#parts;
    const blocks = this.#counted();
    if (blocks.length > 0) ledger.addStep(blocks, seeds.multiplyAdds(examples), examples);
  }

  /** Counts the examples that boundaries within epochs are measured on, if they are not those of a validation. */
  atBoundary({ ends, validation }: IntervalReport): void {
    const { seeds, ledger, sample } = this.#parts;
    if (!validation || sample.examples === 0 || (ends && !sample.isApart)) return;
    const blocks = this.#counted();
    if (blocks.length > 0) ledger.addValidation(blocks, seeds.multiplyAdds(1), sample.examples);
  }

  /** Multiply-adds of measuring the network once, as it is now, on what trials are measured on. */
  get measurement(): number {
    const { seeds, trialExamples } = this.#parts;
    const blocks = this.#counted();
    const grown = blocks.length > 0 ? seeds.multiplyAdds(1) : [];
    const each =
      blocks.reduce((sum, { forward }) => sum + forward, 0) +
      grown.reduce((sum, { validation }) => sum + validation, 0);
    return each * trialExamples;
  }

  /** Multiply-adds of the epoch that ends, for its report; begins the next. */
  takeEpoch(validated: boolean): Pick<EpochReport, "multiplyAdds"> {
    const { seeds, ledger, validationExamples } = this.#parts;
    const blocks = this.#counted();
    if (blocks.length === 0) return {};
    if (validated) ledger.addValidation(blocks, seeds.multiplyAdds(1), validationExamples);
    const multiplyAdds = ledger.total - this.#epochBegan;
    this.#epochBegan = ledger.total;
    this.#blocks = undefined;
    return { multiplyAdds };
  }

  #counted(): readonly BlockMultiplyAdds[] {
    this.#blocks ??= this.#parts.host.multiplyAdds?.() ?? [];
    return this.#blocks;
  }

  report(): Pick<RunReport, "compute"> {
    const { ledger } = this.#parts;
    return ledger.total > 0 ? { compute: ledger.report() } : {};
  }
}
