import { z } from "../../deps.ts";
import type { BlockMultiplyAdds } from "../ports/host.ts";
import type { ComputeEntry, ComputeReport } from "../ports/reports/compute_report.ts";
import type { SeedMultiplyAdds } from "../ports/seed_training.ts";

/** The passes that are counted apart. */
type Pass = "forward" | "backward" | "validation" | "trial";

/** Stage of a block of the host. */
const HOST_STAGE = "host";

/** Shape of {@link ComputeLedger.state}. */
export const LedgerSchema: z.ZodType<readonly ComputeEntry[]> = z.array(
  z.strictObject({
    name: z.string(),
    generation: z.int().min(1).optional(),
    stage: z.string(),
    forward: z.number(),
    backward: z.number(),
    validation: z.number(),
    trial: z.number().default(0),
  }),
) as z.ZodType<readonly ComputeEntry[]>;

type Entry = { -readonly [Key in keyof ComputeEntry]: ComputeEntry[Key] };

/** Adds up multiply-adds by part of the network, stage and pass. */
export class ComputeLedger {
  readonly #entries = new Map<string, Entry>();

  /** Adds a step on some examples. */
  addStep(
    blocks: readonly BlockMultiplyAdds[],
    seeds: readonly SeedMultiplyAdds[],
    examples: number,
  ): void {
    for (const { name, forward, backward } of blocks) {
      this.#add({ name, stage: HOST_STAGE }, "forward", forward * examples);
      this.#add({ name, stage: HOST_STAGE }, "backward", backward * examples);
    }
    for (const seed of seeds) {
      this.#add(seed, "forward", seed.forward);
      this.#add(seed, "backward", seed.backward);
    }
  }

  /** Adds a validation on some examples. */
  addValidation(
    blocks: readonly BlockMultiplyAdds[],
    seeds: readonly SeedMultiplyAdds[],
    examples: number,
  ): void {
    for (const { name, forward } of blocks) {
      this.#add({ name, stage: HOST_STAGE }, "validation", forward * examples);
    }
    for (const seed of seeds) this.#add(seed, "validation", seed.validation * examples);
  }

  /** Adds what a trial of a seed took beyond the steps that training goes on from. */
  addTrial(seed: Pick<SeedMultiplyAdds, "name" | "generation" | "stage">, count: number): void {
    const { name, generation, stage } = seed;
    this.#add({ name, generation, stage }, "trial", count);
  }

  /** Those of trials. */
  get trials(): number {
    return [...this.#entries.values()].reduce((sum, { trial }) => sum + trial, 0);
  }

  /** All multiply-adds so far. */
  get total(): number {
    return sumOf([...this.#entries.values()]);
  }

  /** Those of one seed, in all of its stages. */
  of(name: string, generation: number): number {
    const entries = [...this.#entries.values()];
    return sumOf(entries.filter((one) => one.name === name && one.generation === generation));
  }

  /** Everything added so far. */
  report(): ComputeReport {
    return { total: this.total, entries: this.state() };
  }

  /** All that it remembers. */
  state(): readonly ComputeEntry[] {
    return [...this.#entries.values()].map((entry) => ({ ...entry }));
  }

  /** Goes back to a {@link state}. */
  restore(entries: readonly ComputeEntry[]): void {
    this.#entries.clear();
    for (const entry of entries) this.#entries.set(keyOf(entry), { ...entry });
  }

  #add(part: Pick<ComputeEntry, "name" | "generation" | "stage">, pass: Pass, count: number): void {
    if (count === 0) return;
    const key = keyOf(part);
    const entry = this.#entries.get(key) ?? freshEntry(part);
    entry[pass] += count;
    this.#entries.set(key, entry);
  }
}

function freshEntry({
  name,
  generation,
  stage,
}: Pick<ComputeEntry, "name" | "generation" | "stage">): Entry {
  const place = generation === undefined ? { name, stage } : { name, generation, stage };
  return { ...place, forward: 0, backward: 0, validation: 0, trial: 0 };
}

function keyOf({
  name,
  generation = 0,
  stage,
}: Pick<ComputeEntry, "name" | "generation" | "stage">): string {
  return `${name}/${generation}/${stage}`;
}

function sumOf(entries: readonly ComputeEntry[]): number {
  return entries.reduce(
    (sum, one) => sum + one.forward + one.backward + one.validation + one.trial,
    0,
  );
}
