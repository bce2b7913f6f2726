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
import {
  colorsFor,
  defaultStream,
  fitted,
  LiveLine,
  type TextStream,
  TextStreamSchema,
} from "../_terminal/mod.ts";
import {
  epochLine,
  headerLines,
  incidentLine,
  openingLine,
  RunPace,
  resumeLine,
} from "../_text/mod.ts";
import { barLine } from "./bar.ts";

/** Options of {@link progress}. */
export interface ProgressOptions {
  /** The terminal to draw on. @default process.stderr; the console in a Deno notebook, without the bar */
  readonly stream?: TextStream;
  /** Whether a closing report follows. @default true */
  readonly report?: boolean;
}

interface CheckedOptions {
  readonly stream?: TextStream;
  readonly report: boolean;
}

const ProgressSchema: z.ZodType<CheckedOptions> = z.strictObject({
  stream: TextStreamSchema.optional(),
  report: z.boolean().default(true),
});

/** Ten frames a second look smooth and take less than 0.1 % of the loop's time. */
const REDRAW_MS = 100;

/** Draws a progress bar on a terminal, with a lasting line per epoch. */
export function progress(options: ProgressOptions = {}): ContainerModule {
  const checked = parseOptions("make progress", ProgressSchema, options);
  return new ContainerModule(({ bind }) => {
    bind(RUN_OBSERVER)
      .toResolvedValue((clock) => new Progress(checked, clock), [CLOCK])
      .inSingletonScope();
  });
}

class Progress implements RunObserver {
  readonly #line: LiveLine;
  readonly #colors: Colors;
  readonly #report: boolean;
  readonly #clock: Clock;
  #plan: RunPlan | undefined;
  #pace: RunPace | undefined;
  #drawnMs = Number.NEGATIVE_INFINITY;

  constructor({ stream = defaultStream(), report }: CheckedOptions, clock: Clock) {
    this.#line = new LiveLine(stream);
    this.#colors = colorsFor(stream);
    this.#report = report;
    this.#clock = clock;
  }

  onOpening(opening: DataProgress): void {
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#drawnMs < REDRAW_MS && opening.done < opening.total) return;
    this.#drawnMs = nowMs;
    this.#line.show(fitted([openingLine(opening, this.#colors)], this.#line.columns));
  }

  onRunStart(plan: RunPlan): void {
    this.#line.clear();
    this.#plan = plan;
    this.#pace = new RunPace(plan, this.#clock.monotonicMs());
    this.#line.print(headerLines(plan, this.#colors));
  }

  onResume(resume: ResumeReport): void {
    this.#pace?.resume(resume);
    this.#line.print(resumeLine(resume, this.#colors));
  }

  onStep(step: StepReport): void {
    if (!this.#pace || !this.#plan) return;
    this.#pace.add(step);
    const nowMs = this.#clock.monotonicMs();
    // Always draws the last step, because the validation that follows has no steps.
    const last = step.stepInEpoch === this.#plan.stepsPerEpoch;
    if (nowMs - this.#drawnMs < REDRAW_MS && !last) return;
    this.#drawnMs = nowMs;
    const { columns } = this.#line;
    const context = { plan: this.#plan, pace: this.#pace, nowMs, columns, colors: this.#colors };
    this.#line.show(barLine(step, context));
  }

  onEpoch(report: EpochReport): void {
    const lastEpoch = this.#pace?.lastEpoch(report.epoch);
    this.#line.clear();
    this.#line.print(epochLine(report, lastEpoch, this.#colors));
  }

  onIncident(incident: Incident): void {
    this.#line.print(incidentLine(incident, this.#colors));
  }

  onRunEnd(report: RunReport): void {
    this.#line.clear();
    if (!this.#report) return;
    const { columns } = this.#line;
    const color = this.#colors.isColorSupported;
    this.#line.print(renderReport(report, { color, width: columns }));
  }
}
