import {
  type LoopPhase,
  messageOf,
  PROFILER,
  type ProfileReport,
  type Profiler,
  parseOptions,
  type SpanListener,
  type Telemetry,
  type WatchedSpan,
  watchSpans,
} from "../../../core/mod.ts";
import { type Attributes, ContainerModule, z } from "../../../deps.ts";
import { Recording } from "./recording.ts";
import { TraceFile } from "./trace_file.ts";

/** Options of {@link chromeTrace}. */
export interface ChromeTraceOptions {
  /** First step to profile, counted from 1 over all runs of the trainer. @default 20 */
  readonly from?: number;
  /** Last step to profile, at least `from`. @default 20 more than `from` */
  readonly to?: number;
  /** File to write; if it exists, `profile-2.json` and so on. @default `out/profile.json` */
  readonly path?: string;
}

interface CheckedOptions {
  readonly from: number;
  readonly to?: number;
  readonly path: string;
}

const ChromeTraceSchema: z.ZodType<CheckedOptions> = z
  .strictObject({
    from: z.int().min(1).default(20),
    to: z.int().min(1).optional(),
    path: z.string().min(1).default("out/profile.json"),
  })
  .refine(({ from, to = from }) => to >= from, { path: ["to"], error: 'at least "from"' });

/**
 * Profiles some steps of a run into a Chrome trace, which Perfetto and `chrome://tracing` open: the run's spans, what
 * the
 * training's thread does, every kernel of tfjs, and counters of memory.
 *
 * It costs nothing outside those steps. Its file is valid JSON at any time, even if the process is killed.
 *
 * @see https://ui.perfetto.dev
 */
export function chromeTrace(options: ChromeTraceOptions = {}): ContainerModule {
  const checked = parseOptions("make chromeTrace", ChromeTraceSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(PROFILER)
      .toResolvedValue(() => new ChromeTrace(checked))
      .inSingletonScope()
      .onDeactivation((profiler) => void profiler.end());
  });
}

class ChromeTrace implements Profiler, SpanListener {
  readonly name = "chrome-trace";
  #fault: string | undefined;
  readonly #path: string;
  readonly #from: number;
  readonly #to: number;
  readonly #open = new Set<WatchedSpan>();
  #recording: Recording | undefined;
  #report: ProfileReport | undefined;
  #isOver = false;
  /** Steps of the run so far that could be profiled. */
  #taken: { readonly first: number; last: number } | undefined;
  /** Why a run went by without a step that is profiled. */
  #missed: string | undefined;

  constructor({ from, to = from + 20, path }: CheckedOptions) {
    this.#path = path;
    this.#from = from;
    this.#to = to;
  }

  get fault(): string | undefined {
    return this.#fault ?? this.#missed;
  }

  watch(telemetry: Telemetry): Telemetry {
    return watchSpans(telemetry, this);
  }

  step(number: number | undefined): void {
    if (number !== undefined) this.#take(number);
    const isWanted = number !== undefined && number >= this.#from && number <= this.#to;
    if (this.#recording && !isWanted) this.#close();
    if (!isWanted || this.#isOver) return;
    this.#attempt(() => {
      this.#recording ??= new Recording(TraceFile.create(this.#path), this.#open);
      this.#recording.step();
    });
  }

  enter(phase: LoopPhase): void {
    if (this.#recording) this.#attempt(() => this.#recording?.enter(phase));
  }

  end(): ProfileReport | undefined {
    if (this.#recording) this.#close();
    this.#missed = this.#isOver ? undefined : this.#whyMissed();
    this.#taken = undefined;
    const report = this.#report;
    this.#report = undefined;
    return report;
  }

  began(span: WatchedSpan): void {
    this.#open.add(span);
    if (this.#recording) this.#attempt(() => this.#recording?.began(span));
  }

  event(name: string, attributes: Attributes): void {
    if (this.#recording) this.#attempt(() => this.#recording?.event(name, attributes));
  }

  ended(span: WatchedSpan, endMs: number): void {
    this.#open.delete(span);
    if (this.#recording) this.#attempt(() => this.#recording?.ended(span, endMs));
  }

  #take(number: number): void {
    this.#taken ??= { first: number, last: number };
    this.#taken.last = number;
  }

  #whyMissed(): string | undefined {
    if (!this.#taken) return undefined;
    const { first, last } = this.#taken;
    return (
      `No step was profiled: the profile is of steps ${this.#from} to ${this.#to}, ` +
      `and the run took steps ${first} to ${last} in normal mode`
    );
  }

  #close(): void {
    const recording = this.#recording;
    this.#recording = undefined;
    this.#isOver = true;
    this.#attempt(() => {
      this.#report = recording?.close();
    });
  }

  /** Runs `work`; a failure ends the profile, not the run. */
  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fault ??= `Cannot write the profile "${this.#path}": ${messageOf(error)}`;
      const recording = this.#recording;
      this.#recording = undefined;
      this.#isOver = true;
      try {
        recording?.close();
      } catch {
        // The fault was reported already.
      }
    }
  }
}
