import type { Span } from "../../deps.ts";
import { type AdaptationCommand, BUDGETS, CircuitBreakerState } from "../../proto/mod.ts";
import { furtherOf, readAnswer } from "../commands/check_command.ts";
import { messageOf } from "../errors/mod.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { Skipped } from "../ports/reports/skipped.ts";
import type { Decision } from "../ports/tamiyo.ts";
import { BREAKER } from "../stability/breaker_names.ts";
import { ATTRIBUTE, EVENT, SPAN } from "../telemetry/conventions.ts";
import { startSpan } from "../telemetry/spans.ts";
import { toTraceparent } from "../telemetry/traceparent.ts";
import { breachesOf, PhaseTimer } from "./_phase_timer.ts";
import { withDeadline } from "./_with_deadline.ts";
import { breachAttributes, skippedAttributes } from "./boundary_events.ts";
import type { BoundaryParts, BoundaryResult, BoundaryTask } from "./boundary_task.ts";

/** What of the controller's time is kept back for reading its answer and for a timer that fires late, ms. */
const DECIDE_MARGIN_MS = 0.5;

/** Share of its time without a processor from which on a controller that is late is not to blame. */
const MACHINE_SHARE = 0.5;

/** One boundary on its way. */
export class BoundaryRun {
  readonly #parts: BoundaryParts;
  readonly #task: BoundaryTask;
  readonly #span: Span;
  readonly #startedMs: number;
  readonly #timer: PhaseTimer;
  readonly #skipped: Skipped[] = [];
  readonly #delayedMs: number | undefined;
  #late = false;
  #controllerDelayMs: number | undefined;
  #controllerFault: string | undefined;

  constructor(parts: BoundaryParts, task: BoundaryTask) {
    this.#parts = parts;
    this.#task = task;
    this.#delayedMs = parts.clock.schedulingDelayMs?.();
    this.#startedMs = parts.clock.monotonicMs();
    this.#span = startSpan(
      parts.tracer,
      SPAN.boundary,
      {
        [ATTRIBUTE.epochNumber]: task.epoch,
        [ATTRIBUTE.stepNumber]: task.step,
        [ATTRIBUTE.boundaryBudgetMs]: BUDGETS.epochBoundaryMs,
      },
      { parent: task.span },
    );
    this.#timer = new PhaseTimer(parts.clock, parts.tracer, this.#span);
  }

  /** Writes the state packet. Returns `undefined` if that fails: the controller is not asked then. */
  assemble(): Uint8Array | undefined {
    return this.#timer.timed("assemble", () => {
      try {
        return this.#task.assemble();
      } catch (error) {
        this.#skip("state packet", messageOf(error));
        return undefined;
      }
    });
  }

  /** Asks the controller, unless there is no packet; settles in the phase's time. */
  decide(
    packet: Uint8Array | undefined,
  ): AdaptationCommand | undefined | Promise<AdaptationCommand | undefined> {
    const { span, end } = this.#timer.open("decide");
    const { clock, ranks, tamiyo } = this.#parts;
    const { processId } = tamiyo;
    const delayedMs = processId && clock.schedulingDelayMs?.(processId);
    const asked =
      packet && ranks.decides ? this.#ask(packet, toTraceparent(span.spanContext())) : undefined;
    const settle = (own: Decision | undefined) => {
      const decision = ranks.share(own);
      if (decision?.kind === "late" && delayedMs !== undefined) {
        this.#controllerDelayMs = delaySince(delayedMs, clock.schedulingDelayMs?.(processId));
      }
      const command = decision && this.#read(decision);
      end();
      return command;
    };
    if (!(asked instanceof Promise)) return settle(asked);
    return withDeadline(asked, this.#decideMs() + DECIDE_MARGIN_MS / 2).then(settle);
  }

  /** Commits what was prepared before, then what the controller has just asked for. */
  apply(answer: AdaptationCommand | undefined): void {
    const { clock, dispatcher, holds } = this.#parts;
    this.#timer.timed("apply", () => {
      if (holds?.() !== undefined) return;
      const latestMs = this.#startedMs + BUDGETS.epochBoundaryMs - BUDGETS.boundaryGuardMs;
      const untilMs = Math.min(latestMs, clock.monotonicMs() + BUDGETS.commandProcessingMs);
      dispatcher.commitReady(untilMs);
      // One after the other: each is prepared on what those before it left.
      for (const command of answer ? [answer, ...furtherOf(answer)] : []) {
        const leftMs = command.executionDeadlineMs || Number.POSITIVE_INFINITY;
        dispatcher.receive(command, "tamiyo", leftMs);
        dispatcher.commitReady(untilMs);
      }
    });
  }

  /** Checks the clock, and tells who has to know. */
  conclude(): Omit<BoundaryResult, "packet"> {
    const breaker = this.#parts.breakers.of(BREAKER.boundary);
    const machineMs = delaySince(this.#delayedMs, this.#parts.clock.schedulingDelayMs?.());
    this.#timer.timed("guard", () => {
      const elapsedMs = this.#elapsedMs();
      if (elapsedMs - machineMs > BUDGETS.epochBoundaryMs) {
        breaker.fail(`took ${elapsedMs.toFixed(1)} ms`);
      } else breaker.succeed();
    });
    const report = this.#report(this.#elapsedMs(), machineMs);
    this.#endSpan(report);
    return {
      report,
      controllerFault: this.#controllerFault,
      late: this.#late,
      controllerDelayMs: this.#controllerDelayMs,
    };
  }

  #endSpan({ totalMs, machineMs, breaches, skipped }: BoundaryReport): void {
    for (const breach of breaches)
      this.#span.addEvent(EVENT.boundaryBreach, breachAttributes(breach));
    for (const skip of skipped) this.#span.addEvent(EVENT.skipped, skippedAttributes(skip));
    this.#span.setAttribute(ATTRIBUTE.boundaryActualMs, totalMs);
    this.#span.setAttribute(ATTRIBUTE.boundaryMachineMs, machineMs);
    this.#span.end();
  }

  #ask(
    packet: Uint8Array,
    traceparent: string | undefined,
  ): Decision | undefined | Promise<Decision> {
    const { tamiyo } = this.#parts;
    if (!tamiyo.present) return undefined;
    const holding = this.#parts.holds?.();
    if (holding !== undefined) {
      this.#skip("controller", holding);
      return undefined;
    }
    const refusing = this.#refusingBreaker();
    if (refusing !== undefined) {
      this.#skip("controller", `circuit breaker "${refusing}" is open`);
      return undefined;
    }
    try {
      return tamiyo.decide(packet, this.#decideMs(), traceparent);
    } catch (error) {
      return { kind: "failed", reason: messageOf(error) };
    }
  }

  /** What the controller may take, ms. */
  #decideMs(): number {
    const left = BUDGETS.stateAssemblyMs + BUDGETS.tamiyoMs - this.#elapsedMs();
    return Math.max(0, Math.min(BUDGETS.tamiyoMs, left) - DECIDE_MARGIN_MS);
  }

  /** Name of the open breaker that prevents the call; `undefined` grants one call. */
  #refusingBreaker(): string | undefined {
    const { breakers } = this.#parts;
    const late = breakers.of(BREAKER.boundary).state === CircuitBreakerState.CIRCUIT_STATE_OPEN;
    if (late) return BREAKER.boundary;
    return breakers.of(BREAKER.tamiyo).acquire() ? undefined : BREAKER.tamiyo;
  }

  /** The command in a decision, if there is one that makes sense. */
  #read(decision: Decision): AdaptationCommand | undefined {
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
        if ((this.#controllerDelayMs ?? 0) >= MACHINE_SHARE * BUDGETS.tamiyoMs) {
          // Nothing can be said of it: the machine did not let it work.
          breaker.release();
          this.#skip("controller", "its process had no processor");
          return undefined;
        }
        this.#controllerDelayMs = undefined;
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

  #report(totalMs: number, machineMs: number): BoundaryReport {
    const phases = this.#timer.phases();
    const breaches = breachesOf(phases, totalMs, this.#late);
    const { epoch, step } = this.#task;
    const within = step !== undefined && { step };
    return { epoch, ...within, totalMs, machineMs, phases, breaches, skipped: this.#skipped };
  }

  #elapsedMs(): number {
    return this.#parts.clock.monotonicMs() - this.#startedMs;
  }

  #skip(name: string, reason: string): void {
    this.#skipped.push({ name, reason });
  }
}

/** Growth of a delay since `before`, ms; 0 if either is unknown. */
function delaySince(before: number | undefined, now: number | undefined): number {
  return before === undefined || now === undefined ? 0 : Math.max(0, now - before);
}
