/** How a wait of the group ended, the same on every rank that is left. */
export type CollectiveOutcome =
  | { readonly kind: "done" }
  /** The deadline passed first. The numbers are undefined, and the group cannot be used until it has shrunk. */
  | { readonly kind: "late"; readonly ranks: readonly LateRank[] }
  /** Some ranks are gone. The numbers are undefined, and the group cannot be used until it has shrunk. */
  | { readonly kind: "lost"; readonly ranks: readonly number[] }
  /** Ranks came with vectors of different length, one for each rank: nothing was moved. */
  | { readonly kind: "unequal"; readonly lengths: readonly number[] };

/** A rank that others wait for, as far as it could tell. */
export interface LateRank {
  /** Its number in the group. */
  readonly rank: number;
  /** The machine that it runs on. */
  readonly host: string;
  /** Its process there. */
  readonly pid: number;
  /** What it reported last. */
  readonly step: number;
  /** What it reported last; the meaning is the reporter's. */
  readonly phase: number;
}

/** Who is in a group. */
export interface Membership {
  /** Ranks in the group. */
  readonly size: number;
  /** Ranks that this process plays. */
  readonly ranks: readonly number[];
  /** How often the group has shrunk. */
  readonly incarnation: number;
  /** Ranks that are gone, by their numbers before. */
  readonly lost: readonly number[];
}

/**
 * Joins the processes of a run: what they do together goes through it.
 *
 * Calls are synchronous, as a step has no promise. No rank may decide alone whether to enter one: every decision
 * follows from numbers that were summed, or is rank 0's, broadcast.
 *
 * A provider must: (1) give the same bits and the same outcome on all ranks; (2) add in the order of a balanced tree:
 * the sum over the first half of the ranks, rounded up, plus the sum over the others, each made by the same rule, in
 * float32 without flushing denormal numbers; (3) never block past a deadline by more than a moment; (4) compare the
 * lengths of vectors before it moves numbers; (5) call nothing from two threads; (6) let the process end with code 0
 * after `dispose`, which may be called more than once.
 */
export interface Collective {
  /** Name in spans and reports: `none`, `mpi`. */
  readonly name: string;
  /** Ranks in the group now. */
  readonly size: number;
  /** Ranks that this process plays, in their order: its own; one that plays several takes their turns. */
  readonly ranks: readonly number[];
  /** How often the group has shrunk. */
  readonly incarnation: number;
  /** Whether the group can go on without ranks that are lost. */
  readonly canShrink: boolean;
  /** Joins the group. Nothing else may be called before. */
  start(): Promise<void>;
  /**
   * Adds the vectors of all ranks, in place.
   *
   * @param vectors One for each of `ranks`, of one length: each holds the sum afterwards.
   * @param exact How many numbers at the front are summed as float32, even by a provider that moves others in a narrower
   * format. @default 0
   */
  sum(vectors: readonly Float32Array[], deadlineMs: number, exact?: number): CollectiveOutcome;
  /**
   * Hands the bytes of rank `root` to all ranks.
   *
   * @param bytes Only looked at where `root` is played.
   */
  broadcast(bytes: Uint8Array | undefined, root: number, deadlineMs: number): Broadcast;
  /** Replaces each vote by the largest of all ranks, in place; a process that plays several ranks votes once for all. */
  agree(votes: BigInt64Array, deadlineMs: number): CollectiveOutcome;
  /** Says how far this process is, for those that wait for it. Never waits. */
  report(step: number, phase: number): void;
  /** Goes on without the ranks that are lost or late; those that are left are renumbered in their order. */
  shrink(): Promise<Membership>;
  /** Leaves the group. */
  dispose(): Promise<void>;
}

/** What a broadcast brought. */
export interface Broadcast {
  /** How it ended. */
  readonly outcome: CollectiveOutcome;
  /** The bytes of the root, if the outcome is `done`. */
  readonly bytes: Uint8Array;
}
