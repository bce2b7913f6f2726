import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SIGNAL_CHANNEL, type SignalLine, scriptArguments } from "../../core/mod.ts";
import { Container } from "../../deps.ts";
import { findRuns, sharedMemorySignals } from "../../modules/mod.ts";
import { waitUntil } from "../../testing/_support/wait_until.ts";
import { isWhole } from "./_words.ts";

/** How hard the channel is tried. */
export interface TortureOptions {
  /** Times that the signal is read, over both runs. */
  readonly reads: number;
  /** Processes that write to each run. */
  readonly writers: number;
  /** Processes that acknowledge in each run. */
  readonly participants: number;
  /** Processes that are killed in the middle of what they do. */
  readonly kills: number;
  readonly progress?: (reads: number) => void;
}

/** What came of it. */
export interface TortureResult {
  readonly reads: number;
  /** Signals that were not what somebody wrote. */
  readonly torn: number;
  /** Signals that were older than one read before. */
  readonly stale: number;
  /** Acknowledgements of signals that were never written. */
  readonly false_acknowledgements: number;
  /** Signals that were written. */
  readonly written: number;
  readonly killed: number;
  /** Places of the dead that were not given back. */
  readonly left_over_places: number;
  /** Segments that were still there at the end, that of a run that was killed included. */
  readonly left_over_segments: number;
}

/** Reads between two looks around. */
const TURN = 1_000;

/** Reads, of a millisecond each at most, until a signal is there that somebody has acknowledged. */
const PATIENCE = 60_000;

/** A run of a test's own. */
export function openRun(runId: string): SignalLine {
  const container = new Container();
  container.load(sharedMemorySignals());
  return container.get(SIGNAL_CHANNEL).open(runId);
}

/** A process that does its part until it is killed. */
class Child {
  readonly kind: "writer" | "participant" | "run";
  readonly #process: ChildProcess;
  readonly #gone: Promise<unknown>;

  constructor(kind: Child["kind"], runId: string) {
    const path = fileURLToPath(new URL(`_${kind}.ts`, import.meta.url));
    this.kind = kind;
    this.#process = spawn(process.execPath, [...scriptArguments(), path, runId], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    // The event, and not the property: Deno sets that when the signal is sent.
    this.#gone = once(this.#process, "exit");
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#gone;
  }
}

/** A run, and the processes that write to it and acknowledge. */
class Arena {
  readonly runId = `torture-${randomUUID()}`;
  readonly run: SignalLine = openRun(this.runId);
  readonly children: Child[] = [];
  torn = 0;
  stale = 0;
  falseAcknowledgements = 0;
  number = 0;

  start(kind: "writer" | "participant"): void {
    this.children.push(new Child(kind, this.runId));
  }

  /** Reads some times. */
  read(times: number): void {
    this.run.heartbeat(0);
    for (let time = 0; time < times; time++) {
      const signal = this.run.read();
      if (!isWhole(signal)) this.torn += 1;
      if (signal.number < this.number) this.stale += 1;
      this.number = signal.number;
    }
    const acknowledged = this.run.participants().map((it) => it.acknowledged);
    const last = Math.max(...acknowledged);
    // While a writer is not let on, the last signal but one is read.
    for (let tries = 0; tries < PATIENCE && this.number < last; tries++) {
      this.number = this.run.read().number;
    }
    this.falseAcknowledgements += acknowledged.filter((one) => one > this.number).length;
  }

  /** Kills a process, and puts another in its place. */
  async kill(at: number): Promise<void> {
    const child = this.children[at] as Child;
    await child.kill();
    this.children[at] = new Child(child.kind, this.runId);
  }

  /** Ends everybody. Returns how many places were not given back. */
  async end(): Promise<number> {
    await Promise.all(this.children.map((child) => child.kill()));
    this.run.removeDead();
    const left = this.run.participants().length - 1;
    this.run.close();
    return left;
  }
}

/** Lets processes race for two runs of this machine and die in the middle, and reads meanwhile. */
export async function tortureSignals(options: TortureOptions): Promise<TortureResult> {
  const arenas = [new Arena(), new Arena()];
  let leftOver = 0;
  let reads = 0;
  try {
    for (const arena of arenas) {
      for (let index = 0; index < options.writers; index++) arena.start("writer");
      for (let index = 0; index < options.participants; index++) arena.start("participant");
      await waitUntil("everybody is there", () => everybodyIsThere(arena, options.participants));
    }
    let killed = 0;
    while (reads < options.reads || killed < options.kills) {
      for (const arena of arenas) arena.read(TURN);
      reads += TURN * arenas.length;
      options.progress?.(reads);
      if (reads / options.reads < (killed + 1) / (options.kills + 1)) continue;
      const arena = arenas[killed % 2] as Arena;
      await arena.kill(killed % arena.children.length);
      killed += 1;
    }
  } finally {
    for (const arena of arenas) leftOver += await arena.end();
  }
  const sum = (of: (arena: Arena) => number) => arenas.reduce((total, it) => total + of(it), 0);
  return {
    reads,
    torn: sum(({ torn }) => torn),
    stale: sum(({ stale }) => stale),
    false_acknowledgements: sum(({ falseAcknowledgements }) => falseAcknowledgements),
    written: sum(({ number }) => number),
    killed: options.kills,
    left_over_places: leftOver,
    left_over_segments: (await segmentOfADeadRun()) + segmentsOf(arenas.map(({ runId }) => runId)),
  };
}

function everybodyIsThere({ run }: Arena, participants: number): boolean {
  return run.participants().length > participants && run.read().number > 0;
}

/** Kills a run. Returns whether its segment is there when the next one looks. */
async function segmentOfADeadRun(): Promise<number> {
  const runId = `torture-${randomUUID()}`;
  const child = new Child("run", runId);
  await waitUntil("the run is there", () => findRuns().some((run) => run.runId === runId));
  await child.kill();
  findRuns();
  return segmentsOf([runId]);
}

function segmentsOf(runIds: readonly string[]): number {
  return readdirSync("/dev/shm").filter((name) => runIds.some((id) => name.includes(id))).length;
}
