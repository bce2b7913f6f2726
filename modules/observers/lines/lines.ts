import {
  CLOCK,
  type Clock,
  type DataProgress,
  type EpochReport,
  type Incident,
  parseOptions,
  type ResumeReport,
  RUN_OBSERVER,
  type RunObserver,
  type RunPlan,
  type RunReport,
  type StepReport,
} from "../../../core/mod.ts";
import { type Colors, ContainerModule, z } from "../../../deps.ts";
import { renderReport } from "../_report/mod.ts";
import { colorsFor, defaultStream, type TextStream, TextStreamSchema } from "../_terminal/mod.ts";
import {
  epochLine,
  headerLines,
  incidentLine,
  openingLine,
  RunPace,
  resumeLine,
  testLine,
} from "../_text/mod.ts";
import { stepLine } from "./step_line.ts";

/** Options of {@link lines}. */
export interface LinesOptions {
  /** Where to write. @default process.stderr; the console in a Deno notebook */
  readonly stream?: TextStream;
  /** Shortest time between two lines within an epoch, in seconds, greater than 0. @default 10 */
  readonly everyS?: number;
  /** Whether a closing report follows. @default true */
  readonly report?: boolean;
}

interface CheckedOptions {
  readonly stream?: TextStream;
  readonly everyS: number;
  readonly report: boolean;
}

const LinesSchema: z.ZodType<CheckedOptions> = z.strictObject({
  stream: TextStreamSchema.optional(),
  everyS: z.number().positive().default(10),
  report: z.boolean().default(true),
});

/** Writes a line per epoch, and some within long epochs, for logs and pipes. */
export function lines(options: LinesOptions = {}): ContainerModule {
  const checked = parseOptions("make lines", LinesSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER)
      .toResolvedValue((clock) => new Lines(checked, clock), [CLOCK])
      .inSingletonScope();
  });
}

class Lines implements RunObserver {
  readonly #stream: TextStream;
  readonly #options: CheckedOptions;
  readonly #clock: Clock;
  readonly #colors: Colors;
  #plan: RunPlan | undefined;
  #pace: RunPace | undefined;
  #lastMs = 0;
  /** When something was said of the opening. */
  #openedMs: number | undefined;

  constructor(options: CheckedOptions, clock: Clock) {
    this.#stream = options.stream ?? defaultStream();
    this.#options = options;
    this.#clock = clock;
    this.#colors = colorsFor(this.#stream);
  }

  onOpening(opening: DataProgress): void {
    const nowMs = this.#clock.monotonicMs();
    this.#openedMs ??= nowMs;
    if (nowMs - this.#openedMs < this.#options.everyS * 1000) return;
    this.#openedMs = nowMs;
    this.#say(openingLine(opening, this.#colors));
  }

  onRunStart(plan: RunPlan): void {
    this.#plan = plan;
    this.#lastMs = this.#clock.monotonicMs();
    this.#pace = new RunPace(plan, this.#lastMs);
    this.#say(headerLines(plan, this.#colors));
  }

  onResume(resume: ResumeReport): void {
    this.#pace?.resume(resume);
    this.#say(resumeLine(resume, this.#colors));
  }

  onStep(step: StepReport): void {
    if (!this.#pace || !this.#plan) return;
    this.#pace.add(step);
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#lastMs < this.#options.everyS * 1000) return;
    this.#lastMs = nowMs;
    this.#say(stepLine(step, { plan: this.#plan, pace: this.#pace, nowMs, colors: this.#colors }));
  }

  onEpoch(report: EpochReport): void {
    this.#lastMs = this.#clock.monotonicMs();
    const lastEpoch = this.#pace?.lastEpoch(report.epoch);
    this.#say(epochLine(report, lastEpoch, this.#colors));
  }

  onIncident(incident: Incident): void {
    this.#say(incidentLine(incident, this.#colors));
  }

  onRunEnd(report: RunReport): void {
    if (!this.#options.report) {
      if (report.test) this.#say(testLine(report.test, this.#colors));
      return;
    }
    const { columns } = this.#stream;
    this.#say(renderReport(report, { color: this.#colors.isColorSupported, width: columns }));
  }

  #say(text: string): void {
    this.#stream.write(`${text}\n`);
  }
}
