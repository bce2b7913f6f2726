import {
  type Broadcast,
  type Collective,
  type CollectiveOutcome,
  type LateRank,
  type Membership,
  TolariaError,
} from "../../../core/mod.ts";
import { joinWorld, type MpiProcess } from "./mpi_process.ts";
import type { MpiOptions } from "./options.ts";
import { ENDED, JOB, type Shim, type ShimJob } from "./shim.ts";

const DONE: CollectiveOutcome = { kind: "done" };

/** The processes of an MPI. Every call holds the thread, while one of the shim's own waits for the others. */
export class MpiCollective implements Collective {
  readonly name: string = "mpi";
  readonly #options: Required<MpiOptions>;
  #process: MpiProcess | undefined;
  #incarnation = 0;
  /** What an earlier call ended with, until the group has shrunk. */
  #broken: CollectiveOutcome | undefined;
  /** What the shim may still write to after a deadline. */
  readonly #held: Set<ArrayBufferView | undefined> = new Set();

  constructor(options: Required<MpiOptions>) {
    this.#options = options;
  }

  get size(): number {
    return this.#process?.shim.number("size") ?? 1;
  }

  get ranks(): readonly number[] {
    return [this.#process?.shim.number("rank") ?? 0];
  }

  get incarnation(): number {
    return this.#incarnation;
  }

  get canShrink(): boolean {
    return this.#options.recovery === "ulfm" && this.#process?.shim.number("ulfm") === 2;
  }

  /**
   * Starts MPI in this process, unless it runs already.
   *
   * @throws {TolariaError} `collective/unavailable` if it does not start in time, or with too few ranks.
   */
  async start(): Promise<void> {
    this.#process ??= await joinWorld(this.#options);
    this.#checkSize();
  }

  sum(vectors: readonly Float32Array[], deadlineMs: number, exact = 0): CollectiveOutcome {
    const [vector] = vectors;
    if (vector === undefined || vectors.length > 1) {
      throw new RangeError(
        `"vectors" must hold one for each of 1 ranks, but holds ${vectors.length}. Cannot sum.`,
      );
    }
    return this.#run({ kind: JOB.sum, view: vector, argument: exact, deadlineMs }, "sum");
  }

  broadcast(bytes: Uint8Array | undefined, root: number, deadlineMs: number): Broadcast {
    const { size, ranks } = this;
    if (!Number.isInteger(root) || root < 0 || root >= size) {
      throw new RangeError(
        `"root" must be one of ${size} ranks, but is ${root}. Cannot broadcast.`,
      );
    }
    const own = ranks[0] === root ? (bytes ?? new Uint8Array()) : new Uint8Array();
    const announced = { kind: JOB.announce, count: own.length, argument: root, deadlineMs };
    const outcome = this.#run(announced, "broadcast");
    if (outcome.kind !== "done") return { outcome, bytes: new Uint8Array() };
    const length = this.#shim.number("count", root);
    const view = ranks[0] === root ? own : new Uint8Array(length);
    const job = { kind: JOB.broadcast, view, argument: root, deadlineMs };
    return { outcome: this.#run(job, "broadcast"), bytes: view };
  }

  agree(votes: BigInt64Array, deadlineMs: number): CollectiveOutcome {
    return this.#run({ kind: JOB.agree, view: votes, deadlineMs }, "agree");
  }

  report(step: number, phase: number): void {
    this.#shim.report(step, phase);
  }

  /**
   * Goes on without the ranks that are lost or late.
   *
   * @throws {TolariaError} `collective/lost` if the group cannot shrink, or would be too small.
   */
  async shrink(): Promise<Membership> {
    if (!this.canShrink) {
      throw lost(
        "this MPI cannot go on without a rank; only Open MPI 5 can, started with 'mpirun --with-ft ulfm'",
      );
    }
    const before = this.size;
    await this.#joined.shrink();
    this.#broken = undefined;
    this.#held.clear();
    this.#incarnation += 1;
    const gone = Array.from({ length: before }, (_, rank) => rank).filter(
      (rank) => this.#shim.number("isGone", rank) !== 0,
    );
    this.#checkSize();
    const { size, ranks, incarnation } = this;
    return { size, ranks, incarnation, lost: gone };
  }

  /** Lets go of the group. MPI itself ends with the process: it cannot be started twice. */
  async dispose(): Promise<void> {
    if (this.#broken) this.#process?.leaveAsItIs();
    this.#process = undefined;
  }

  get #joined(): MpiProcess {
    if (this.#process) return this.#process;
    throw new Error("The collective is not started. Call start() first.");
  }

  get #shim(): Shim {
    return this.#joined.shim;
  }

  /** Hands a job to the shim and waits for it. After a failure that is not undone every call fails alike. */
  #run(job: ShimJob, name: string): CollectiveOutcome {
    if (this.#broken) return this.#broken;
    const shim = this.#shim;
    if (!shim.begin(job)) throw new Error(`Another call is under way. Cannot ${name}.`);
    const ended = shim.wait(job.deadlineMs);
    if (ended === ENDED.done) return DONE;
    const outcome = this.#outcomeOf(ended, name);
    if (outcome.kind !== "unequal") this.#broken = outcome;
    if (outcome.kind === "late") this.#held.add(job.view);
    return outcome;
  }

  #outcomeOf(ended: number, name: string): CollectiveOutcome {
    const shim = this.#shim;
    const all = Array.from({ length: this.size }, (_, rank) => rank);
    const only = (what: "isLate" | "isGone") => all.filter((rank) => shim.number(what, rank) !== 0);
    switch (ended) {
      case ENDED.late:
        return { kind: "late", ranks: only("isLate").map((rank) => this.#lateRank(rank)) };
      case ENDED.lost:
        return { kind: "lost", ranks: only("isGone") };
      case ENDED.unequal:
        return { kind: "unequal", lengths: all.map((rank) => shim.number("count", rank)) };
      case ENDED.mismatch:
        throw new TolariaError("collective/desync", `${shim.text("failure")}. Cannot ${name}.`);
      default:
        throw new TolariaError("collective/failed", `${shim.text("failure")}. Cannot ${name}.`);
    }
  }

  #lateRank(rank: number): LateRank {
    const shim = this.#shim;
    const [pid, step, phase] = (["pid", "step", "phase"] as const).map((what) =>
      shim.number(what, rank),
    ) as [number, number, number];
    return { rank, host: shim.text("host", rank), pid, step, phase };
  }

  #checkSize(): void {
    const { size } = this;
    const { minRanks } = this.#options;
    if (size < minRanks) throw lost(`the group has ${size} ranks, fewer than minRanks ${minRanks}`);
  }
}

function lost(reason: string): TolariaError {
  return new TolariaError("collective/lost", `${reason}. Cannot go on.`);
}
