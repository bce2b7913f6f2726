import { TolariaError } from "../errors/mod.ts";
import type { Clock } from "../ports/clock.ts";
import type { Collective } from "../ports/collective.ts";
import { Deadlines } from "./deadlines.ts";
import { type CollectivePhase, checkDone, describeOdd, phaseNumber } from "./failure.ts";
import { RankFlags } from "./rank_flags.ts";
import { contentOf, type RankRow, readRows, tableLength, writeRow } from "./rank_table.ts";
import { type BatchPart, Sharding } from "./sharding.ts";

/** What a group works with. */
export interface RankGroupParts {
  readonly collective: Collective;
  readonly clock: Clock;
  /** Updates done. */
  readonly progress: { readonly step: number };
  readonly settings: { readonly seed: number; readonly shards: number | undefined };
}

/**
 * The ranks of a run, as its own process sees them: deals shards, sums vectors with a head that says what each rank is at,
 * and puts flags into force on all ranks with the same vector.
 */
export class RankGroup {
  readonly sharding: Sharding;
  readonly flags: RankFlags = new RankFlags();
  readonly collective: Collective;
  readonly #parts: RankGroupParts;
  readonly #deadlines: Deadlines;

  /** @throws {TolariaError} `options/invalid` if there are fewer shards than ranks. */
  constructor(parts: RankGroupParts) {
    this.#parts = parts;
    this.collective = parts.collective;
    this.sharding = new Sharding(parts.collective, parts.settings.shards);
    this.#deadlines = new Deadlines(parts.clock);
  }

  /** Whether a run is by itself, and nothing is cut: then none of this costs anything. */
  get whole(): boolean {
    return this.sharding.whole;
  }

  /** Whether there are ranks that this process does not play: what it decides alone, they do not know. */
  get shared(): boolean {
    return this.collective.ranks.length < this.collective.size;
  }

  /** Which examples of a batch of some size this process computes; undefined if nothing is cut. */
  get part(): ((size: number) => BatchPart) | undefined {
    return this.whole ? undefined : (size) => this.sharding.partOf(size);
  }

  /** Numbers at the head of each vector. */
  get head(): number {
    return tableLength(this.collective.size);
  }

  /** How long a wait may take now, ms. */
  get deadlineMs(): number {
    return this.#deadlines.nextMs;
  }

  /** Says what this process is at, for those that wait for it. */
  report(phase: CollectivePhase): void {
    this.collective.report(this.#parts.progress.step, phaseNumber(phase));
  }

  /**
   * Adds the vectors of all ranks, in place, and puts the flags of all into force.
   *
   * @param vectors One for each rank that is played, with room for the {@link head} in front.
   * @param content What the vectors hold, in words: the same on all ranks.
   * @param exact How many numbers at the front must not be rounded on their way, the head among them.
   * @throws {TolariaError} `collective/desync` if a rank is at another step, or comes with something else;
   * `collective/lost` if ranks are late or lost. Nothing has changed then.
   */
  sum(vectors: readonly Float32Array[], content: string, exact: number): void {
    const { collective } = this.#parts;
    const { size, ranks } = collective;
    const row = this.#row(content);
    const quiet = { ...row, flags: 0, emergency: 0 };
    vectors.forEach((vector, at) => {
      // A process raises its flags once, whichever ranks it plays.
      writeRow(vector, size, ranks[at] as number, at === 0 ? row : quiet);
    });
    const doing = `add the numbers of step ${row.step} over ${size} ranks`;
    this.report("sum");
    checkDone(collective.sum(vectors, this.deadlineMs, exact), doing);
    this.#deadlines.done();
    const rows = readRows(vectors[0] as Float32Array, size);
    checkRows(rows, doing);
    this.flags.settle(rows);
  }

  /** Whether something is so on all ranks; where this process plays all of them, whether it is so here. */
  onAll(isSo: boolean, doing: string): boolean {
    if (!this.shared) return isSo;
    const votes = BigInt64Array.of(isSo ? 0n : 1n);
    checkDone(this.collective.agree(votes, this.deadlineMs), doing);
    return votes[0] === 0n;
  }

  #row(content: string): RankRow {
    const { progress, settings } = this.#parts;
    const whole = `${settings.seed}/${this.sharding.shards}/${content}`;
    return { step: progress.step, content: contentOf(whole), ...this.flags.own };
  }
}

/** Fails if ranks are at different steps, or came with different things. The same on all ranks. */
function checkRows(rows: readonly RankRow[], doing: string): void {
  const odd =
    oddOf(
      rows.map(({ step }) => step),
      (step) => `is at step ${step}`,
    ) ??
    oddOf(
      rows.map(({ content }) => content.map((piece) => piece.toString(16)).join("")),
      (content) =>
        `computes ${content} of it (seed, shards, examples, names and shapes of weights)`,
    );
  if (!odd) return;
  throw new TolariaError("collective/desync", `${odd} Cannot ${doing}.`);
}

function oddOf<T>(values: readonly T[], describe: (value: T) => string): string | undefined {
  return values.every((value) => value === values[0]) ? undefined : describeOdd(values, describe);
}
