import { type Span, SpanStatusCode } from "../../deps.ts";
import { type AdaptationCommand, BUDGETS, CircuitBreakerState } from "../../proto/mod.ts";
import { readAnswer } from "../commands/check_command.ts";
import { messageOf } from "../errors/mod.ts";
import type { Decision } from "../ports/tamiyo.ts";
import { BREAKER } from "../stability/breaker_names.ts";
import { breachAttributes, skippedAttributes } from "../telemetry/attributes.ts";
import { ATTRIBUTE, EVENT, SPAN } from "../telemetry/conventions.ts";
import { startSpan } from "../telemetry/spans.ts";
import type { BoundaryParts, BoundaryResult, BoundaryTask } from "./boundary.ts";
import type { BoundaryReport, Breach, Phase, PhaseReport } from "./boundary_report.ts";
import type { Skipped } from "./deferred_work.ts";

/** Time of each part, ms. */
const BUDGET_MS: Readonly<Record<Phase, number>> = {
  assemble: BUDGETS.stateAssemblyMs,
  decide: BUDGETS.tamiyoMs,
  apply: BUDGETS.commandProcessingMs,
  guard: BUDGETS.boundaryGuardMs,
};

const PHASE_SPAN: Readonly<Record<Phase, string>> = {
  assemble: SPAN.boundaryAssemble,
  decide: SPAN.boundaryDecide,
  apply: SPAN.boundaryApply,
  guard: SPAN.boundaryGuard,
};

/** What of the controller's time is kept back for reading its answer and for a timer that fires late, ms. */
const DECIDE_MARGIN_MS = 0.5;

/** One boundary on its way. */
export class Passage {
  readonly #parts: BoundaryParts;
  readonly #task: BoundaryTask;
  readonly #span: Span;
  readonly #startedMs: number;
  readonly #actualMs: Partial<Record<Phase, number>> = {};
  readonly #skipped: Skipped[] = [];
  #late = false;
  #controllerFault: string | undefined;

  constructor(parts: BoundaryParts, task: BoundaryTask) {
    this.#parts = parts;
    this.#task = task;
    this.#startedMs = parts.clock.monotonicMs();
    this.#span = startSpan(
      parts.tracer,
      SPAN.boundary,
      {
        [ATTRIBUTE.epochNumber]: task.epoch,
        [ATTRIBUTE.boundaryBudgetMs]: BUDGETS.epochBoundaryMs,
      },
      { parent: task.span },
    );
  }

  /** Does the work of a phase, and takes its time. */
  timed<T>(phase: Phase, work: () => T): T {
    const end = this.#begin(phase);
    const result = work();
    end();
    return result;
  }

  assemble(): Uint8Array | undefined {
    try {
      return this.#task.assemble();
    } catch (error) {
      this.#skip("state packet", messageOf(error));
      return undefined;
    }
  }

  /** Asks the controller; settles in the phase's time. */
  decide(
    packet: Uint8Array,
  ): AdaptationCommand | undefined | Promise<AdaptationCommand | undefined> {
    const end = this.#begin("decide");
    const asked = this.#ask(packet);
    const settle = (decision: Decision | undefined) => {
      const command = decision && this.#hear(decision);
      end();
      return command;
    };
    if (!(asked instanceof Promise)) return settle(asked);
    return withDeadline(asked, this.#decideMs() + DECIDE_MARGIN_MS / 2).then(settle);
  }

  /** Commits what was prepared before, then what the controller has just asked for. */
  apply(answer: AdaptationCommand | undefined): void {
    const { clock, dispatcher } = this.#parts;
    if (answer) {
      const { executionDeadlineMs } = answer;
      dispatcher.receive(answer, "tamiyo", executionDeadlineMs || Number.POSITIVE_INFINITY);
    }
    const latestMs = this.#startedMs + BUDGETS.epochBoundaryMs - BUDGETS.boundaryGuardMs;
    dispatcher.commitReady(Math.min(latestMs, clock.monotonicMs() + BUDGETS.commandProcessingMs));
  }

  /** Checks the clock, and tells who has to know. */
  conclude(): Omit<BoundaryResult, "packet"> {
    const breaker = this.#parts.breakers.of(BREAKER.boundary);
    const end = this.#begin("guard");
    const elapsedMs = this.#elapsedMs();
    if (elapsedMs > BUDGETS.epochBoundaryMs) breaker.fail(`took ${elapsedMs.toFixed(1)} ms`);
    else breaker.succeed();
    end();
    const totalMs = this.#elapsedMs();
    const report = this.#report(totalMs);
    this.#endSpan(report);
    return { report, controllerFault: this.#controllerFault, late: this.#late };
  }

  #endSpan({ totalMs, breaches, skipped }: BoundaryReport): void {
    for (const breach of breaches)
      this.#span.addEvent(EVENT.boundaryBreach, breachAttributes(breach));
    for (const skip of skipped) this.#span.addEvent(EVENT.skipped, skippedAttributes(skip));
    this.#span.setAttribute(ATTRIBUTE.boundaryActualMs, totalMs);
    this.#span.end();
  }

  #ask(packet: Uint8Array): Decision | undefined | Promise<Decision> {
    const { tamiyo } = this.#parts;
    if (!tamiyo.present) return undefined;
    const refusing = this.#refusingBreaker();
    if (refusing !== undefined) {
      this.#skip("controller", `circuit breaker '${refusing}' is open`);
      return undefined;
    }
    try {
      return tamiyo.decide(packet, this.#decideMs());
    } catch (error) {
      return { kind: "failed", reason: messageOf(error) };
    }
  }

  /** What the controller may take, ms. */
  #decideMs(): number {
    const left = BUDGETS.stateAssemblyMs + BUDGETS.tamiyoMs - this.#elapsedMs();
    return Math.max(0, Math.min(BUDGETS.tamiyoMs, left) - DECIDE_MARGIN_MS);
  }

  /** Name of the breaker that forbids to ask; where there is none, one call is granted. */
  #refusingBreaker(): string | undefined {
    const { breakers } = this.#parts;
    const late = breakers.of(BREAKER.boundary).state === CircuitBreakerState.CIRCUIT_STATE_OPEN;
    if (late) return BREAKER.boundary;
    return breakers.of(BREAKER.tamiyo).acquire() ? undefined : BREAKER.tamiyo;
  }

  /** The command in a decision, if there is one that makes sense. */
  #hear(decision: Decision): AdaptationCommand | undefined {
    const breaker = this.#parts.breakers.of(BREAKER.tamiyo);
    const fail = (reason: string) => {
      this.#controllerFault = reason;
      breaker.fail(reason);
      return undefined;
    };
    switch (decision.kind) {
      case "none":
        breaker.succeed();
        return undefined;
      case "late":
        this.#late = true;
        return fail("no answer in time");
      case "failed":
        return fail(decision.reason);
      case "unavailable":
        // Nothing was tried: whoever holds it back has been counted already.
        breaker.release();
        this.#skip("controller", decision.reason);
        return undefined;
      case "command":
        try {
          const command = readAnswer(decision.bytes, this.#task.packetId);
          breaker.succeed();
          return command;
        } catch (error) {
          return fail(messageOf(error));
        }
    }
  }

  #begin(phase: Phase): () => void {
    const { clock, tracer } = this.#parts;
    const startedMs = clock.monotonicMs();
    const budget = { [ATTRIBUTE.boundaryBudgetMs]: BUDGET_MS[phase] };
    const span = startSpan(tracer, PHASE_SPAN[phase], budget, { parent: this.#span });
    return () => {
      const actualMs = clock.monotonicMs() - startedMs;
      this.#actualMs[phase] = actualMs;
      span.setAttribute(ATTRIBUTE.boundaryActualMs, actualMs);
      if (actualMs > BUDGET_MS[phase])
        span.setStatus({ code: SpanStatusCode.ERROR, message: "over budget" });
      span.end();
    };
  }

  #report(totalMs: number): BoundaryReport {
    const phase = (name: Phase): PhaseReport => ({
      budgetMs: BUDGET_MS[name],
      actualMs: this.#actualMs[name] ?? 0,
    });
    const phases = {
      assemble: phase("assemble"),
      decide: phase("decide"),
      apply: phase("apply"),
      guard: phase("guard"),
    };
    const breaches: Breach[] = (Object.keys(phases) as Phase[])
      .filter(
        (name) => phases[name].actualMs > BUDGET_MS[name] || (name === "decide" && this.#late),
      )
      .map((name) => ({ phase: name, ...phases[name] }));
    if (totalMs > BUDGETS.epochBoundaryMs) {
      breaches.push({ phase: "total", budgetMs: BUDGETS.epochBoundaryMs, actualMs: totalMs });
    }
    return { epoch: this.#task.epoch, totalMs, phases, breaches, skipped: this.#skipped };
  }

  #elapsedMs(): number {
    return this.#parts.clock.monotonicMs() - this.#startedMs;
  }

  #skip(what: string, reason: string): void {
    this.#skipped.push({ what, reason });
  }
}

/** `asked`, or that it is late: the last resort where a provider does not keep its deadline itself. */
function withDeadline(asked: Promise<Decision>, ms: number): Promise<Decision> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ kind: "late" }), ms);
    const settle = (decision: Decision) => {
      clearTimeout(timer);
      resolve(decision);
    };
    asked.then(settle, (error) => settle({ kind: "failed", reason: messageOf(error) }));
  });
}
