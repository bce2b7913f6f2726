import { type Span, SpanStatusCode, type Tracer } from "../../deps.ts";
import { BUDGETS } from "../../proto/mod.ts";
import type { Clock } from "../ports/clock.ts";
import type { Breach, Phase, PhaseReport } from "../ports/reports/boundary_report.ts";
import { ATTRIBUTE, SPAN } from "../telemetry/conventions.ts";
import { startSpan } from "../telemetry/spans.ts";

/** What there is to a phase but its work. */
interface PhaseRule {
  /** What it may take, ms. */
  readonly budgetMs: number;
  /** Name of its span. */
  readonly span: string;
}

/** The phases of a boundary, in their order. */
const PHASES: Readonly<Record<Phase, PhaseRule>> = {
  assemble: { budgetMs: BUDGETS.stateAssemblyMs, span: SPAN.boundaryAssemble },
  decide: { budgetMs: BUDGETS.tamiyoMs, span: SPAN.boundaryDecide },
  apply: { budgetMs: BUDGETS.commandProcessingMs, span: SPAN.boundaryApply },
  guard: { budgetMs: BUDGETS.boundaryGuardMs, span: SPAN.boundaryGuard },
};

const NAMES = Object.keys(PHASES) as readonly Phase[];

/** Takes the time of each phase of a boundary; each is a span with its budget and what it took. */
export class PhaseTimer {
  readonly #clock: Clock;
  readonly #tracer: Tracer;
  readonly #parent: Span;
  readonly #actualMs: Partial<Record<Phase, number>> = {};

  /** @param parent The boundary's span. */
  constructor(clock: Clock, tracer: Tracer, parent: Span) {
    this.#clock = clock;
    this.#tracer = tracer;
    this.#parent = parent;
  }

  /** Does the work of a phase. */
  timed<T>(phase: Phase, work: () => T): T {
    const end = this.begin(phase);
    const result = work();
    end();
    return result;
  }

  /** Begins a phase; returns what ends it. */
  begin(phase: Phase): () => void {
    return this.open(phase).end;
  }

  /** Begins a phase; returns its span, and what ends it. */
  open(phase: Phase): { readonly span: Span; readonly end: () => void } {
    const startedMs = this.#clock.monotonicMs();
    const { budgetMs, span: name } = PHASES[phase];
    const budget = { [ATTRIBUTE.boundaryBudgetMs]: budgetMs };
    const span = startSpan(this.#tracer, name, budget, { parent: this.#parent });
    const end = () => {
      const actualMs = this.#clock.monotonicMs() - startedMs;
      this.#actualMs[phase] = actualMs;
      span.setAttribute(ATTRIBUTE.boundaryActualMs, actualMs);
      if (actualMs > budgetMs) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: "over budget" });
      }
      span.end();
    };
    return { span, end };
  }

  /** What every phase took; nothing, for one that did not come to pass. */
  phases(): Record<Phase, PhaseReport> {
    const entries = NAMES.map((phase) => {
      const report: PhaseReport = {
        budgetMs: PHASES[phase].budgetMs,
        actualMs: this.#actualMs[phase] ?? 0,
      };
      return [phase, report] as const;
    });
    return Object.fromEntries(entries) as Record<Phase, PhaseReport>;
  }
}

/**
 * The times that were exceeded.
 *
 * @param late Whether the controller did not answer: a breach, whenever it was given up on.
 */
export function breachesOf(
  phases: Readonly<Record<Phase, PhaseReport>>,
  totalMs: number,
  late: boolean,
): Breach[] {
  const over = NAMES.filter((phase) => {
    const { actualMs, budgetMs } = phases[phase];
    return actualMs > budgetMs || (phase === "decide" && late);
  });
  const breaches: Breach[] = over.map((phase) => ({ phase, ...phases[phase] }));
  if (totalMs > BUDGETS.epochBoundaryMs) {
    breaches.push({ phase: "total", budgetMs: BUDGETS.epochBoundaryMs, actualMs: totalMs });
  }
  return breaches;
}
