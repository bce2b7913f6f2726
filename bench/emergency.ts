import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { SIGNAL_CHANNEL, type SignalLine, scriptArguments } from "../core/mod.ts";
import { Container } from "../deps.ts";
import { joinRun, sharedMemorySignals } from "../modules/mod.ts";
import { EmergencyLevel } from "../proto/mod.ts";
import { type Bench, type BenchOptions, quantile, rounded } from "./_harness.ts";

const SIGNALS = 500;
/** Signals before those that are timed, in which everybody's code is compiled. */
const WARM_UP = 200;
const ROUNDS = 10;
const LOOKS = 10_000_000;

/** Time between two signals, ms, in which everybody goes back to what they do. */
const PAUSE_MS = 20;

/** Longest wait for anybody, ms. */
const PATIENCE_MS = 60_000;

const SEVERE = { level: EmergencyLevel.EMERGENCY_LEVEL_SEVERE, reason: "bench", origin: "bench" };
const CRITICAL = { ...SEVERE, level: EmergencyLevel.EMERGENCY_LEVEL_CRITICAL };

/** Times the acknowledgements of real processes, and how soon a run stands still. */
export const emergency: Bench = {
  name: "emergency",
  summary:
    "us until participants acknowledge a signal, idle and training; ms until a run is frozen",
  run: async ({ extra }: BenchOptions) => {
    const participants = Number(extra.participants ?? 8);
    const busy = Number(extra.busy ?? Math.ceil(participants / 4));
    const signals = Number(extra.signals ?? SIGNALS);
    const woken = await wake(participants, signals);
    const idle = await acknowledge(["idle"], participants, participants, signals);
    const mixed = await acknowledge(["busy", "idle"], participants, busy, signals);
    return {
      participants,
      ...summary("ack_us", idle.idle),
      ...summary("wake_us", woken),
      busy_participants: busy,
      ...summary("busy_ack_us", mixed.busy),
      ...summary("idle_beside_busy_ack_us", mixed.idle),
      ...(await freeze(Number(extra.rounds ?? ROUNDS))),
      look_ns: rounded(lookNs()),
    };
  },
};

function summary(name: string, values: readonly number[]): Record<string, number> {
  if (values.length === 0) return {};
  return {
    [`${name}_p50`]: rounded(quantile(values, 0.5)),
    [`${name}_p99`]: rounded(quantile(values, 0.99)),
    [`${name}_max`]: rounded(quantile(values, 1)),
  };
}

function openRun(runId: string): SignalLine {
  const container = new Container();
  container.load(sharedMemorySignals());
  const channel = container.get(SIGNAL_CHANNEL);
  if (channel.degraded) throw new Error(channel.degraded);
  return channel.open(runId);
}

/** Microseconds until each of `count` processes has acknowledged each signal; the first `first` of them are of the first kind. */
async function acknowledge(
  kinds: readonly ("idle" | "busy")[],
  count: number,
  first: number,
  signals: number,
): Promise<Record<"idle" | "busy", number[]>> {
  const runId = `bench-${randomUUID()}`;
  const run = openRun(runId);
  const children = Array.from({ length: count }, (_, index) =>
    start(index < first ? (kinds[0] as string) : (kinds.at(-1) as string), runId),
  );
  const found: Record<"idle" | "busy", number[]> = { idle: [], busy: [] };
  try {
    await until("every participant is there", () => guests(run).length === count);
    await everybody(run, run.write(SEVERE) as number);
    for (let signal = -WARM_UP; signal < signals; signal++) {
      await everybody(run, run.standDown("next", "bench") as number);
      await pause(PAUSE_MS);
      const number = run.write(SEVERE) as number;
      const { monotonicMs } = run.read();
      const heard = await everybody(run, number);
      if (signal < 0) continue;
      for (const { name, acknowledgedMs } of heard) {
        found[name as "idle" | "busy"].push((acknowledgedMs - monotonicMs) * 1_000);
      }
    }
    return found;
  } finally {
    run.close();
    await Promise.all(children.map(({ ended }) => ended));
  }
}

/** Microseconds until each of `count` processes that wait in the kernel runs again: what a signal costs that nobody acts on. */
async function wake(count: number, signals: number): Promise<number[]> {
  const runId = `bench-${randomUUID()}`;
  const run = openRun(runId);
  const children = Array.from({ length: count }, () => start("woken", runId));
  const printed = Promise.all(children.map(({ output }) => textOf(output)));
  const writtenMs = new Map<number, number>();
  try {
    await until("every participant is there", () => guests(run).length === count);
    for (let signal = -WARM_UP; signal < signals; signal++) {
      run.standDown("next", "bench");
      await pause(PAUSE_MS);
      const number = run.write(SEVERE) as number;
      if (signal >= 0) writtenMs.set(number, run.read().monotonicMs);
      await pause(PAUSE_MS);
    }
  } finally {
    run.close();
    await Promise.all(children.map(({ ended }) => ended));
  }
  const lists = (await printed).map((text) => JSON.parse(text) as [number, number][]);
  return lists.flat().flatMap(([number, ms]) => {
    const at = writtenMs.get(number);
    return at === undefined ? [] : [(ms - at) * 1_000];
  });
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const guests = (run: SignalLine) => run.participants().filter(({ name }) => name !== "tolaria");

/** Everybody, as soon as each has acknowledged the signal. */
async function everybody(run: SignalLine, number: number) {
  await until("everybody has acknowledged", () =>
    guests(run).every(({ acknowledged }) => acknowledged >= number),
  );
  return guests(run);
}

/** Milliseconds from the raise of CRITICAL until the loop of a run of another process stands still. */
async function freeze(rounds: number) {
  const child = start("halted", String(rounds));
  const lines = createInterface({ input: child.output });
  const found: number[] = [];
  let raisedMs = 0;
  let longestStepMs = 0;
  for await (const text of lines) {
    const line = JSON.parse(text) as Record<string, string | number>;
    if (line.runId !== undefined) {
      raisedMs = await raiseIn(line.runId as string);
    } else {
      found.push((line.frozenMs as number) - raisedMs);
      longestStepMs = line.longestStepMs as number;
    }
  }
  await child.ended;
  return {
    freeze_ms_p50: rounded(quantile(found, 0.5)),
    freeze_ms_max: rounded(quantile(found, 1)),
    longest_step_ms: rounded(longestStepMs),
  };
}

/** Raises CRITICAL somewhere within a step. Returns when, on the clock that all share. */
async function raiseIn(runId: string): Promise<number> {
  const run = joinRun(runId);
  try {
    await pause(300 + Math.random() * 100);
    run.write(CRITICAL);
    return run.read().monotonicMs;
  } finally {
    run.close();
  }
}

/** What a look costs in which there is nothing to see, ns. */
function lookNs(): number {
  const run = openRun(`bench-${randomUUID()}`);
  try {
    let seen = 0;
    const beganMs = performance.now();
    for (let look = 0; look < LOOKS; look++) if (run.changed) seen += 1;
    if (seen > 0) throw new Error("there was something to see");
    return ((performance.now() - beganMs) * 1e6) / LOOKS;
  } finally {
    run.close();
  }
}

function start(kind: string, argument: string) {
  const path = fileURLToPath(new URL(`_participants/${kind}.ts`, import.meta.url));
  const args = [...scriptArguments(), path, argument];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  return { output: child.stdout, ended: once(child, "exit") };
}

async function until(what: string, holds: () => boolean): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > untilMs) throw new Error(`waited in vain until ${what}`);
    await pause(1);
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
