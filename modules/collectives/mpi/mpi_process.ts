import { setTimeout } from "node:timers/promises";
import { machineClock, TolariaError } from "../../../core/mod.ts";
import { loadShim } from "./choose_shim.ts";
import { cannotUseMpi } from "./install/fail.ts";
import { launchedProcesses } from "./library_family.ts";
import type { MpiOptions } from "./options.ts";
import { ENDED, JOB, type Shim } from "./shim.ts";

/** Between two looks at a job that no thread waits for, ms. */
const LOOK_MS = 2;

/**
 * How long `MPI_Finalize` may take once a rank was lost, ms. It waits for the lost one in some runs of Open MPI 5, and
 * nothing is left to do for it: all others have come.
 *
 * @see https://github.com/open-mpi/ompi/issues/11404
 */
const SHRUNK_END_MS = 1_000;

/** How long a process that failed waits for the others when it ends, ms: they may wait for it in a sum. */
const FAILED_END_MS = 2_000;

/** MPI in this process. It can be started once, and ends with the process. */
export class MpiProcess {
  readonly shim: Shim;
  readonly #deadlineMs: number;
  #leftAsItIs = false;
  #hasShrunk = false;

  constructor(shim: Shim, deadlineMs: number) {
    this.shim = shim;
    this.#deadlineMs = deadlineMs;
  }

  /** Begins `MPI_Init`. */
  async start(): Promise<void> {
    if (!this.shim.begin({ kind: JOB.start, deadlineMs: 0 })) {
      throw cannot("another start is under way", "Start one trainer after the other");
    }
    const ended = await this.#settle(this.#deadlineMs);
    if (ended === ENDED.done) return;
    throw cannot(
      ended === ENDED.late
        ? `MPI_Init took longer than ${this.#deadlineMs} ms: a process may have ended in it, or cannot be reached`
        : this.shim.text("failure"),
      "Check that all hosts run the same MPI and reach each other, or set a longer deadlineMs",
    );
  }

  /** Gives up what is under way, and shrinks the group to those that come. */
  async shrink(): Promise<void> {
    const job = { kind: JOB.shrink, deadlineMs: this.#deadlineMs };
    if (!this.shim.begin(job)) {
      this.shim.giveUp();
      await this.#settle(this.#deadlineMs);
      if (!this.shim.begin(job)) throw stuck("a message that was given up does not end");
    }
    let ended = await this.#settle(this.#deadlineMs);
    if (ended === ENDED.late) {
      this.shim.endAbsent();
      ended = await this.#settle(this.#deadlineMs);
    }
    if (ended === ENDED.late) {
      this.leaveAsItIs();
      throw stuck("a rank of another host neither comes nor ends");
    }
    if (ended !== ENDED.done) throw stuck(this.shim.text("failure"));
    this.#hasShrunk = true;
  }

  /** Does not wait for the others when the process ends: the group is broken. */
  leaveAsItIs(): void {
    this.#leftAsItIs = true;
  }

  /** Ends MPI once all ranks have come to it. To be called last in the process. */
  end(exitCode: number): void {
    const deadlineMs = exitCode === 0 ? this.#deadlineMs : FAILED_END_MS;
    const run = (kind: number, limitMs: number) =>
      this.shim.begin({ kind, deadlineMs: limitMs }) && this.shim.wait(limitMs) === ENDED.done;
    if (this.#leftAsItIs || !run(JOB.leave, deadlineMs)) return;
    run(JOB.stop, this.#hasShrunk ? SHRUNK_END_MS : deadlineMs);
  }

  /** Waits for the job under way without holding the thread. */
  async #settle(deadlineMs: number): Promise<number> {
    const until = machineClock.monotonicMs() + deadlineMs;
    for (;;) {
      const ended = this.shim.wait(0);
      if (ended !== ENDED.late || machineClock.monotonicMs() > until) return ended;
      await setTimeout(LOOK_MS);
    }
  }
}

let joined: Promise<MpiProcess> | undefined;

/**
 * Starts MPI, once in a process.
 *
 * @throws {TolariaError} `collective/unavailable` if it is not set up, does not fit the launcher, or does not start.
 */
export function joinWorld(options: Required<MpiOptions>): Promise<MpiProcess> {
  joined ??= join(options);
  return joined;
}

async function join({ folder, deadlineMs, wire }: Required<MpiOptions>): Promise<MpiProcess> {
  const { shim, installation } = loadShim(folder, process.env);
  shim.set("narrow", wire === "bf16" ? 1 : 0);
  const made = new MpiProcess(shim, deadlineMs);
  await made.start();
  process.once("exit", (code) => made.end(code));
  const [launched, size] = [launchedProcesses(process.env) ?? 1, shim.number("size")];
  if (launched > 1 && size === 1) {
    throw cannot(
      `the launcher started ${launched} processes, but each is alone in its MPI: launcher and library are of different MPIs`,
      `Start with ${installation.launcher}, or run 'tolaria setup mpi --mpicc <path>' with the mpicc of the launcher`,
    );
  }
  return made;
}

function cannot(reason: string, way: string): Error {
  return cannotUseMpi(reason, way, "join the ranks");
}

function stuck(reason: string): Error {
  return new TolariaError("collective/lost", `The group cannot shrink: ${reason}. Cannot go on.`);
}
