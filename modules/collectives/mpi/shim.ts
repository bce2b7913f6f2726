import { openLibrary } from "../../../core/worker.ts";

/** Jobs of the shim; the same numbers as in `native/shim.h`. */
export const JOB = {
  start: 1,
  sum: 2,
  agree: 3,
  announce: 4,
  broadcast: 5,
  leave: 6,
  shrink: 7,
  stop: 8,
} as const;

/** How a job ended; the same numbers as in `native/shim.h`. */
export const ENDED = { done: 0, late: 1, lost: 2, unequal: 3, mismatch: 4, failed: 5 } as const;

/** Numbers that the shim knows; the same order as in `native/thread.c`. */
const NUMBERS = [
  "rank",
  "size",
  "localSize",
  "threadLevel",
  "ulfm",
  "count",
  "pid",
  "step",
  "phase",
  "isLate",
  "isGone",
] as const;

/** Texts that the shim knows; the same order as in `native/thread.c`. */
const TEXTS = ["failure", "library", "host"] as const;

/** Settings of the shim; the same order as in `native/thread.c`. */
const SETTINGS = ["narrow", "bucket"] as const;

const SIGNATURES = {
  tolaria_mpi_begin: { parameters: ["i32", "memory", "i64", "i64", "f64"], result: "i32" },
  tolaria_mpi_wait: { parameters: ["f64"], result: "i32" },
  tolaria_mpi_give_up: { parameters: [], result: "void" },
  tolaria_mpi_end_absent: { parameters: [], result: "void" },
  tolaria_mpi_report: { parameters: ["f64", "f64"], result: "void" },
  tolaria_mpi_set: { parameters: ["i32", "f64"], result: "void" },
  tolaria_mpi_number: { parameters: ["i32", "i32"], result: "f64" },
  tolaria_mpi_text: { parameters: ["i32", "i32", "memory", "i32"], result: "void" },
} as const;

const TEXT_ROOM = 8_192;

/** What a job works on. */
export interface ShimJob {
  readonly kind: number;
  readonly view?: Float32Array | BigInt64Array | Uint8Array;
  /** Numbers, votes or bytes. */
  readonly count?: number;
  /** Of a sum: how many numbers at the front are not rounded. Of a broadcast: the root. */
  readonly argument?: number;
  /** After it, others give this process up. */
  readonly deadlineMs: number;
}

/** The compiled shim: one job at a time, which a thread of its own works on. */
export interface Shim {
  /** Hands a job over; false while the one before is under way. The view must stay alive until it has ended. */
  begin(job: ShimJob): boolean;
  /** Waits for the job. Returns one of {@link ENDED}; `late` while it is under way. */
  wait(ms: number): number;
  /** Gives the job up, and ends processes of this host that it waits for in vain. */
  giveUp(): void;
  /** Ends processes of this host that do not come to shrink the group. */
  endAbsent(): void;
  report(step: number, phase: number): void;
  set(setting: (typeof SETTINGS)[number], value: number): void;
  number(name: (typeof NUMBERS)[number], rank?: number): number;
  text(name: (typeof TEXTS)[number], rank?: number): string;
}

/**
 * Opens a compiled shim; nothing of MPI is started.
 *
 * @throws {Error} If it cannot be loaded.
 */
export function openShim(file: string): Shim {
  leaveSignalsAlone();
  const c = openLibrary(file, SIGNATURES);
  return {
    begin: ({ kind, view = null, count = view?.length ?? 0, argument = 0, deadlineMs }) =>
      c.tolaria_mpi_begin(kind, view, BigInt(count), BigInt(argument), deadlineMs) !== 0,
    wait: (ms) => c.tolaria_mpi_wait(ms),
    giveUp: () => void c.tolaria_mpi_give_up(),
    endAbsent: () => void c.tolaria_mpi_end_absent(),
    report: (step, phase) => void c.tolaria_mpi_report(step, phase),
    set: (setting, value) => void c.tolaria_mpi_set(SETTINGS.indexOf(setting), value),
    number: (name, rank = 0) => c.tolaria_mpi_number(NUMBERS.indexOf(name), rank),
    text: (name, rank = 0) => {
      const bytes = new Uint8Array(TEXT_ROOM);
      c.tolaria_mpi_text(TEXTS.indexOf(name), rank, bytes, TEXT_ROOM);
      return new TextDecoder().decode(bytes.subarray(0, bytes.indexOf(0))).trim();
    },
  };
}

/**
 * UCX, which many MPIs use, would catch SIGSEGV, which is how runtimes trap WebAssembly. It reads its settings as soon as
 * it is loaded, and from the C library: runtimes keep a `process.env` of their own.
 */
function leaveSignalsAlone(): void {
  const parameters = ["memory", "memory", "i32"] as const;
  const { setenv } = openLibrary("libc.so.6", { setenv: { parameters, result: "i32" } });
  const text = (value: string) => new TextEncoder().encode(`${value}\0`);
  setenv(text("UCX_ERROR_SIGNALS"), text(""), 0);
}
