import { pid } from "node:process";
import type { LoopPhase, ProfileReport, SpanListener, WatchedSpan } from "../../../core/mod.ts";
import { machineClock } from "../../../core/mod.ts";
import { type Attributes, tf } from "../../../deps.ts";
import { type KernelCall, probeKernels } from "./kernel_probe.ts";
import type { TraceEvent, TraceFile } from "./trace_file.ts";

/** Tracks of the trace. Spans have a separate one: by another clock, they may not nest with the thread's work. */
const TRACK = { thread: 1, spans: 2 } as const;

/** Most events in the buffer before a write. */
const BATCH = 500;

/** Recording of a window of steps. */
export class Recording implements SpanListener {
  readonly #file: TraceFile;
  readonly #open: Set<WatchedSpan>;
  readonly #stopProbe: () => void;
  readonly #startedMs = machineClock.monotonicMs();
  readonly #phases: Partial<Record<LoopPhase, number>> = {};
  readonly #kernels = new Map<string, { calls: number; ms: number }>();
  #events: TraceEvent[] = [];
  #phase: LoopPhase = "idle";
  #phaseMs = this.#startedMs;
  #steps = 0;

  /** @param open Spans that started before. */
  constructor(file: TraceFile, open: ReadonlySet<WatchedSpan>) {
    this.#file = file;
    this.#open = new Set(open);
    this.#name("process_name", 0, "tolaria");
    this.#name("thread_name", TRACK.thread, "training thread");
    this.#name("thread_name", TRACK.spans, "spans");
    this.#stopProbe = probeKernels((call) => this.#kernel(call));
  }

  /** Marks the start of a step. */
  step(): void {
    this.#steps += 1;
    const { numTensors, numBytes } = tf.memory();
    const { rss, heapUsed, external } = process.memoryUsage();
    this.#count("tensors", { tensors: numTensors });
    this.#count("memory", { tensors: numBytes, rss, heap: heapUsed, external });
    this.#flush();
  }

  enter(phase: LoopPhase): void {
    const nowMs = machineClock.monotonicMs();
    const ms = nowMs - this.#phaseMs;
    this.#phases[this.#phase] = (this.#phases[this.#phase] ?? 0) + ms;
    this.#duration(this.#phase, "phase", TRACK.thread, this.#phaseMs, ms);
    this.#phase = phase;
    this.#phaseMs = nowMs;
    // Not inside a kernel, so that errors of the file do not reach tfjs.
    if (this.#events.length >= BATCH) this.#flush();
  }

  began(span: WatchedSpan): void {
    this.#open.add(span);
  }

  ended(span: WatchedSpan, endMs: number): void {
    this.#open.delete(span);
    const { name, startMs, attributes } = span;
    this.#duration(name, "span", TRACK.spans, startMs, endMs - startMs, attributes);
  }

  event(name: string, attributes: Attributes): void {
    this.#add({
      name,
      cat: "event",
      ph: "i",
      s: "t",
      ts: us(machineClock.monotonicMs()),
      ...place(TRACK.spans),
      args: attributes,
    });
  }

  /** Writes the remaining events and restores everything that was patched. */
  close(): ProfileReport {
    this.#stopProbe();
    try {
      this.enter("idle");
      const nowMs = machineClock.monotonicMs();
      for (const { name, startMs, attributes } of this.#open) {
        const args = { ...attributes, unfinished: true };
        this.#duration(name, "span", TRACK.spans, startMs, nowMs - startMs, args);
      }
      this.#flush();
      return this.#report(nowMs);
    } finally {
      this.#file.close();
    }
  }

  #report(nowMs: number): ProfileReport {
    const kernels = [...this.#kernels].map(([name, { calls, ms }]) => ({ name, calls, ms }));
    return {
      path: this.#file.path,
      steps: this.#steps,
      wallMs: nowMs - this.#startedMs,
      phases: this.#phases,
      kernels: kernels.sort((a, b) => b.ms - a.ms),
    };
  }

  #kernel({ name, startMs, ms, ownMs }: KernelCall): void {
    // Of another trainer in the process, or of whoever drives this one.
    if (this.#phase === "idle") return;
    this.#duration(name, "kernel", TRACK.thread, startMs, ms);
    const sum = this.#kernels.get(name) ?? { calls: 0, ms: 0 };
    this.#kernels.set(name, { calls: sum.calls + 1, ms: sum.ms + ownMs });
  }

  #duration(
    name: string,
    cat: string,
    track: number,
    startMs: number,
    ms: number,
    args: Attributes = {},
  ): void {
    const ts = us(startMs);
    // Not from `ms`: events that end together would differ by rounding for readers that add start and duration.
    const dur = us(startMs + ms) - ts;
    this.#add({ name, cat, ph: "X", ts, dur, ...place(track), args });
  }

  #count(name: string, args: Readonly<Record<string, number>>): void {
    this.#add({
      name,
      cat: "memory",
      ph: "C",
      ts: us(machineClock.monotonicMs()),
      ...place(TRACK.thread),
      args,
    });
  }

  #name(what: string, track: number, name: string): void {
    this.#add({ name: what, cat: "__metadata", ph: "M", ts: 0, ...place(track), args: { name } });
  }

  #add(event: TraceEvent): void {
    this.#events.push(event);
  }

  #flush(): void {
    this.#file.append(this.#events.splice(0));
  }
}

function place(tid: number): { pid: number; tid: number } {
  return { pid, tid };
}

/** Converts to microseconds, rounded to 1/1024, so that sums and differences are exact. */
function us(ms: number): number {
  return Math.round(ms * 1000 * 1024) / 1024;
}
