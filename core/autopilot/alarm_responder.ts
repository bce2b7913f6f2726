import type { Span } from "../../deps.ts";
import { CircuitBreakerState, EmergencyLevel } from "../../proto/mod.ts";
import type { Session } from "../engine/session.ts";
import type { IncidentLog } from "../events/incidents.ts";
import { ALL_GROUPS } from "../learning_rates/authority.ts";
import type { Detour } from "../ports/autopilot.ts";
import type { CircuitBreaker } from "../ports/circuit_breakers.ts";
import type { Recovery, RollbackRequest } from "../ports/recovery.ts";
import type { AlarmReport } from "../ports/reports/alarm_report.ts";
import type { Alarm, EpochNumbers, StepNumbers } from "../ports/watchdog.ts";
import { BREAKER } from "../stability/breaker_names.ts";
import { EVENT, SPAN } from "../telemetry/conventions.ts";
import { startSpan } from "../telemetry/spans.ts";
import { alarmAttributes, recoveryAttributes } from "./alarm_attributes.ts";
import type { OpenIncident, OpenReport } from "./incident_record.ts";
import type { DetourMemory } from "./recovery_memory.ts";

/** What a pilot works with. */
export interface PilotParts {
  readonly session: Session;
  readonly recovery: Pick<Recovery, "rollBack">;
  readonly incidents: IncidentLog;
  /** The run's span. */
  readonly span: Span;
}

/** Asks the watchdog, and carries out what the autopilot decides about an alarm. */
export class Pilot {
  readonly #parts: PilotParts;
  readonly #breaker: CircuitBreaker;
  readonly #reports: AlarmReport[] = [];
  #open: OpenIncident | undefined;

  constructor(parts: PilotParts) {
    this.#parts = parts;
    this.#breaker = parts.session.services.breakers.of(BREAKER.training);
  }

  get #memory(): DetourMemory {
    return this.#parts.session.detours;
  }

  /** Every alarm so far and what was done about it. */
  get reports(): readonly AlarmReport[] {
    return this.#reports;
  }

  /** Takes note of a step. Returns an alarm where something is wrong. */
  observeStep(numbers: StepNumbers): Alarm | undefined {
    const alarm = this.#parts.session.services.watchdog.observeStep(numbers);
    if (!alarm && this.#memory.tries > 0) this.#goOn(numbers.step);
    return alarm;
  }

  /** Takes note of a validation. Returns an alarm where something is wrong. */
  observeEpoch(numbers: EpochNumbers): Alarm | undefined {
    if (!this.#open) this.#probe();
    return this.#parts.session.services.watchdog.observeEpoch(numbers);
  }

  /**
   * Does about an alarm what the autopilot decides.
   *
   * @param span The span in which it was raised.
   * @returns Whether the step after it is another one than it would have been: training went back, or ends.
   */
  async respond(alarm: Alarm, span: Span): Promise<boolean> {
    span.addEvent(EVENT.alarm, alarmAttributes(alarm));
    const open = this.#openFor(alarm, span);
    const { tries } = this.#memory;
    const course = this.#parts.session.services.autopilot.respond(alarm, tries);
    if (course.kind === "detour" && this.#reaches(course.detour.backTo)) {
      await this.#goAround(open, course.detour);
    } else if (course.kind === "give-up") {
      await this.#giveUp(open, course.reason);
    } else {
      const why = course.kind === "detour" ? ", as there is no state before it to go back to" : "";
      this.#conclude(open, `nothing was done${why}`);
      this.#end(open);
    }
    // Not before: what the breaker's opening leads to would be gone back over.
    this.#breaker.fail(alarm.message);
    return open.report.action !== "went-on";
  }

  /**
   * Goes back because somebody asked for it, and around the batches of the steps that are undone. Asked for again and again before
   * training is clear of it, it does as about an alarm that comes back, and ends the run at last. Without an autopilot it goes back,
   * and that is all.
   */
  async goBack({ span = this.#parts.span, ...request }: RollbackRequest): Promise<void> {
    const { progress, services } = this.#parts.session;
    const lastStep = Math.max(0, progress.step - 1);
    const firstStep = Math.min(request.atOrBefore, lastStep);
    const alarm: Alarm = { rule: "request", firstStep, lastStep, message: request.reason };
    const course = services.autopilot.respond(alarm, this.#memory.tries);
    if (course.kind === "go-on") {
      await this.#parts.recovery.rollBack({ span, ...request });
      return;
    }
    span.addEvent(EVENT.alarm, alarmAttributes(alarm));
    const open = this.#openFor(alarm, span);
    if (course.kind === "give-up") await this.#giveUp(open, course.reason);
    else await this.#goAround(open, this.#within(course.detour, firstStep), request.tier);
    this.#breaker.fail(request.reason);
  }

  /** Ends what is still open: the run is over. */
  finish(): void {
    if (this.#open) this.#end(this.#open);
  }

  /** Whether there may be a state at or before `step`. */
  #reaches(step: number): boolean {
    const { snapshots, checkpoints } = this.#parts.session.services;
    return snapshots.nearest(step) !== undefined || checkpoints.everyEpochs > 0;
  }

  /** A detour that goes back as far as it may, or to `step` where there is nothing further back. */
  #within(detour: Detour, step: number): Detour {
    return this.#reaches(detour.backTo) ? detour : { ...detour, backTo: step };
  }

  async #goAround(
    open: OpenIncident,
    detour: Detour,
    tier?: RollbackRequest["tier"],
  ): Promise<void> {
    const { session, recovery } = this.#parts;
    const { alarm, report } = open;
    // Before the log of places goes on from the state that training goes back to.
    const windows = detour.quarantine ? session.places.windows(detour.quarantine) : [];
    const outcome = await recovery.rollBack({
      atOrBefore: detour.backTo,
      reason: alarm.message,
      span: open.span,
      ...(tier && { tier }),
    });
    if (!outcome.recovered) {
      report.action = "gave-up";
      this.#conclude(open, `training could not go back: ${outcome.failures.at(-1)?.reason}`);
      this.#end(open);
      return;
    }
    // What was asked for has been heard of.
    if (alarm.rule !== "request") this.#raise(alarm);
    this.#memory.tries += 1;
    this.#memory.clearAt = alarm.lastStep + session.services.autopilot.clearAfter;
    const { batchesPerEpoch } = session.train;
    report.quarantined = this.#memory.quarantine.add(windows, batchesPerEpoch);
    const untilStep = alarm.firstStep + detour.rateSteps;
    const { rateFactor, rateFactorAlone = rateFactor } = detour;
    report.rateFactor = report.quarantined > 0 ? rateFactor : rateFactorAlone;
    if (report.rateFactor < 1) {
      session.rates.cut(ALL_GROUPS, report.rateFactor, untilStep, `after an alarm: ${alarm.rule}`);
    }
    Object.assign(report, {
      action: "went-back",
      tries: this.#memory.tries,
      backTo: outcome.step,
      tier: outcome.tier,
      durationMs: outcome.durationMs,
    });
    this.#conclude(open, whatWasDone(report, outcome.fromStep, untilStep));
  }

  /** Has everybody hear of an alarm; what follows from it is done here. */
  #raise({ message }: Alarm): void {
    const { EMERGENCY_LEVEL_MINOR, EMERGENCY_LEVEL_SEVERE } = EmergencyLevel;
    const again = this.#memory.tries > 0;
    this.#parts.session.emergencies.raise({
      level: again ? EMERGENCY_LEVEL_SEVERE : EMERGENCY_LEVEL_MINOR,
      reason: message,
      source: "watchdog",
      without: ["adjust", "fast-rollback"],
    });
  }

  async #giveUp(open: OpenIncident, reason: string): Promise<void> {
    const { alarm, report } = open;
    const { recovery, session } = this.#parts;
    report.action = "gave-up";
    this.#conclude(open, "training ends");
    // With weights that are as good as can be.
    if (this.#reaches(alarm.firstStep)) {
      const { step, tier } = await recovery.rollBack({
        atOrBefore: alarm.firstStep,
        reason,
        span: open.span,
      });
      Object.assign(report, { backTo: step, tier });
    }
    session.emergencies.raise({
      level: EmergencyLevel.EMERGENCY_LEVEL_CRITICAL,
      reason,
      source: alarm.rule === "request" ? "rollback" : "watchdog",
      by: "the autopilot",
    });
    this.#end(open);
  }

  /** The incident that an alarm belongs to: the one that is open, or a new one. */
  #openFor(alarm: Alarm, span: Span): OpenIncident {
    const { session, span: run } = this.#parts;
    const report: OpenReport = {
      rule: alarm.rule,
      cause: alarm.message,
      step: session.progress.step,
      epoch: session.progress.epoch + 1,
      action: "went-on",
      tries: this.#memory.tries,
      quarantined: 0,
      rateFactor: 1,
    };
    this.#reports.push(report);
    if (this.#open) Object.assign(this.#open, { alarm, report });
    const { tracer } = session.services.telemetry;
    this.#open ??= {
      span: startSpan(tracer, SPAN.recovery, {}, { parent: run, links: [span] }),
      alarm,
      report,
    };
    this.#open.span.addEvent(EVENT.alarm, alarmAttributes(alarm));
    return this.#open;
  }

  /** Notes what was done about the last alarm. */
  #conclude({ span, alarm, report }: OpenIncident, done: string): void {
    const { step, epoch } = report;
    span.addEvent(EVENT.recoveryAction, recoveryAttributes(report));
    const message = `${alarm.message}: ${done}`;
    const kind = alarm.rule === "request" ? "rollback/asked" : `watchdog/${alarm.rule}`;
    this.#parts.incidents.add({ kind, message, step, epoch }, span);
  }

  /** Takes note of a step that nothing is to be said against. */
  #goOn(step: number): void {
    // There is none where the run has begun amid an incident of the one before.
    const open = this.#open;
    if (open && open.report.firstGoodStep === undefined) {
      open.report.firstGoodStep = step;
      open.span.addEvent(EVENT.firstGoodStep, recoveryAttributes(open.report));
    }
    if (step < this.#memory.clearAt) return;
    this.#memory.tries = 0;
    this.#breaker.succeed();
    this.#standDown(step);
    if (!open) return;
    open.report.clearStep = step;
    this.#end(open);
  }

  #standDown(step: number): void {
    const { emergencies } = this.#parts.session;
    if (emergencies.current?.source !== "watchdog") return;
    const reason = `training is clear of it at step ${step}`;
    emergencies.standDown({ reason, by: "watchdog" });
  }

  #end({ span, report }: OpenIncident): void {
    span.setAttributes(recoveryAttributes(report));
    span.end();
    this.#open = undefined;
  }

  /** Closes the breaker again where it is to probe and nothing has been wrong since. */
  #probe(): void {
    const probing = this.#breaker.state === CircuitBreakerState.CIRCUIT_STATE_HALF_OPEN;
    if (probing && this.#breaker.acquire()) this.#breaker.succeed();
  }
}

function whatWasDone(report: AlarmReport, fromStep: number, untilStep: number): string {
  const { backTo, tier, quarantined, rateFactor } = report;
  const parts = [`training went back from step ${fromStep} to ${backTo} (${tier} tier)`];
  if (quarantined > 0) parts.push(`leaves out ${quarantined} batches`);
  if (rateFactor < 1) parts.push(`multiplies learning rates by ${rateFactor} up to ${untilStep}`);
  return parts.join(", ");
}
