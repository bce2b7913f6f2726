import type { Span } from "../../deps.ts";
import { CircuitBreakerState, EmergencyLevel } from "../../proto/mod.ts";
import type { Services } from "../container/services.ts";
import type { Feeder } from "../data/feeder.ts";
import type { Intents } from "../events/intents.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { RunPart, TakenStep } from "../events/run_part.ts";
import { ALL_GROUPS, type LearningRateAuthority } from "../learning_rates/authority.ts";
import type { RecoveryPlan } from "../ports/autopilot.ts";
import type { CircuitBreaker } from "../ports/circuit_breakers.ts";
import type { EmergencyControl } from "../ports/emergency.ts";
import type { Recovery, RollbackRequest } from "../ports/recovery.ts";
import type { AlarmReport } from "../ports/reports/alarm_report.ts";
import type { RunReport } from "../ports/reports/run_report.ts";
import type { Alarm, EpochNumbers } from "../ports/watchdog.ts";
import { BREAKER } from "../stability/breaker_names.ts";
import type { StateSlice } from "../state/define_slice.ts";
import { SPAN } from "../telemetry/conventions.ts";
import { startSpan, type Tracing } from "../telemetry/spans.ts";
import { recoveryAttributes } from "./alarm_attributes.ts";
import type { BatchHistory } from "./batch_history.ts";
import { describeRollback, type OpenIncident, type OpenReport } from "./incident_record.ts";
import type { RecoveryMemory } from "./recovery_memory.ts";
import { memorySlice, watchdogSlice } from "./watchdog_slices.ts";

/** What an alarm responder works with. */
export interface AlarmResponderParts
  extends Pick<Services, "watchdog" | "autopilot" | "snapshots" | "checkpoints" | "breakers"> {
  readonly recovery: () => Pick<Recovery, "rollBack">;
  readonly emergencies: EmergencyControl;
  readonly rates: LearningRateAuthority;
  readonly train: Feeder;
  readonly history: BatchHistory;
  readonly memory: RecoveryMemory;
  readonly intents: Intents;
  readonly events: RunEventEmitter;
  readonly tracing: Tracing;
  /** Where training stands. */
  readonly progress: { readonly step: number; readonly epoch: number };
}

/** Asks the watchdog, and carries out what the autopilot decides about an alarm. */
export class AlarmResponder implements RunPart {
  readonly name = "autopilot";
  readonly slices: readonly StateSlice[];
  /** The span of the epoch in progress, for its alarms. */
  epochSpan: Span | undefined;
  readonly #parts: AlarmResponderParts;
  readonly #breaker: CircuitBreaker;
  readonly #reports: AlarmReport[] = [];
  #open: OpenIncident | undefined;

  constructor(parts: AlarmResponderParts) {
    this.#parts = parts;
    this.slices = [watchdogSlice(parts.watchdog), memorySlice(parts.memory)];
    this.#breaker = parts.breakers.of(BREAKER.training);
  }

  get #memory(): RecoveryMemory {
    return this.#parts.memory;
  }

  /** Shows the watchdog a step; an alarm becomes an intent. */
  afterStep({ metrics, gradientNorm }: TakenStep): void {
    const { watchdog, progress } = this.#parts;
    const step = progress.step - 1;
    const alarm = watchdog.observeStep({ step, loss: metrics[0] as number, gradientNorm });
    if (alarm) this.raise(alarm);
    else if (this.#open || this.#memory.tries > 0) this.#markGood(step);
  }

  /** Shows the watchdog a validation; an alarm becomes an intent. */
  observeEpoch(numbers: EpochNumbers): void {
    if (!this.#open) this.#probe();
    const alarm = this.#parts.watchdog.observeEpoch(numbers);
    if (alarm) this.raise(alarm);
  }

  /** Makes an alarm that the loop itself raises an intent. */
  raise(alarm: Alarm): void {
    this.#parts.intents.add({ kind: "alarm", alarm, span: this.epochSpan });
  }

  report(): Pick<RunReport, "alarms"> {
    return { alarms: this.#reports };
  }

  /**
   * Does about an alarm what the autopilot decides.
   *
   * @param span The span in which it was raised.
   * @returns Whether the step after it is another one than it would have been: training went back, or ends.
   */
  async respond(alarm: Alarm, span: Span = this.#parts.tracing.run): Promise<boolean> {
    this.#parts.events.emit("alarm", { alarm }, { span });
    const open = this.#openFor(alarm, span);
    const { tries } = this.#memory;
    const decision = this.#parts.autopilot.respond(alarm, tries);
    if (decision.kind === "go-back" && this.#reaches(decision.plan.backTo)) {
      await this.#rollBackAround(open, decision.plan);
    } else if (decision.kind === "give-up") {
      await this.#giveUp(open, decision.reason);
    } else {
      const why = decision.kind === "go-back" ? ": there is no state before it to go back to" : "";
      this.#conclude(open, `nothing was done${why}`);
      this.#end(open);
    }
    // Not before: what the breaker's opening leads to would be gone back over.
    this.#breaker.fail(alarm.message);
    return open.report.action !== "went-on";
  }

  /**
   * Goes back because somebody asked for it, and around the batches of the steps that are undone. Asked for again and again before
   * training is clear of it, it does as about an alarm that comes back, and ends the run at last; what an operator asks for is not
   * counted. Without an autopilot it goes back, and that is all.
   */
  async goBack({ span = this.#parts.tracing.run, ...request }: RollbackRequest): Promise<void> {
    const { progress, autopilot, events, recovery } = this.#parts;
    const lastStep = Math.max(0, progress.step - 1);
    const firstStep = Math.min(request.atOrBefore, lastStep);
    const alarm: Alarm = { rule: "request", firstStep, lastStep, message: request.reason };
    const { byOperator = false } = request;
    const decision = autopilot.respond(alarm, byOperator ? 0 : this.#memory.tries);
    if (decision.kind === "go-on") {
      await recovery().rollBack({ span, ...request });
      return;
    }
    events.emit("alarm", { alarm }, { span });
    const open = this.#openFor(alarm, span);
    if (decision.kind === "give-up") await this.#giveUp(open, decision.reason);
    else await this.#rollBackAround(open, this.#within(decision.plan, firstStep), request);
    if (!byOperator) this.#breaker.fail(request.reason);
  }

  /** Ends what is still open: the run is over. */
  finish(): void {
    if (this.#open) this.#end(this.#open);
  }

  /** Whether there may be a state at or before `step`. */
  #reaches(step: number): boolean {
    const { snapshots, checkpoints } = this.#parts;
    return snapshots.nearest(step) !== undefined || checkpoints.everyEpochs > 0;
  }

  /** A plan that goes back as far as it may, or to `step` if there is nothing further back. */
  #within(plan: RecoveryPlan, step: number): RecoveryPlan {
    return this.#reaches(plan.backTo) ? plan : { ...plan, backTo: step };
  }

  async #rollBackAround(
    open: OpenIncident,
    plan: RecoveryPlan,
    { tier, byOperator = false }: Pick<RollbackRequest, "tier" | "byOperator"> = {},
  ): Promise<void> {
    const { autopilot, history, rates, recovery, train } = this.#parts;
    const { alarm, report } = open;
    // Before the history of batches goes on from the state that training goes back to.
    // Other batches come at the positions of those that do not come again.
    const windows = plan.quarantine && train.replays ? history.windows(plan.quarantine) : [];
    const outcome = await recovery().rollBack({
      atOrBefore: plan.backTo,
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
    if (!byOperator) this.#memory.tries += 1;
    this.#memory.clearAt = alarm.lastStep + autopilot.clearAfter;
    const { batchesPerEpoch } = train;
    report.quarantined = this.#memory.quarantine.add(windows, batchesPerEpoch);
    const untilStep = alarm.firstStep + plan.rateSteps;
    const { rateFactor, rateFactorAlone = rateFactor } = plan;
    report.rateFactor = report.quarantined > 0 ? rateFactor : rateFactorAlone;
    if (report.rateFactor < 1) {
      rates.cut(ALL_GROUPS, report.rateFactor, untilStep, `after an alarm: ${alarm.rule}`);
    }
    Object.assign(report, {
      action: "went-back",
      tries: this.#memory.tries,
      backTo: outcome.step,
      tier: outcome.tier,
      durationMs: outcome.durationMs,
    });
    this.#conclude(open, describeRollback(report, outcome.fromStep, untilStep));
  }

  /** Has everybody hear of an alarm; what follows from it is done here. */
  #raise({ message }: Alarm): void {
    const { EMERGENCY_LEVEL_MINOR, EMERGENCY_LEVEL_SEVERE } = EmergencyLevel;
    const again = this.#memory.tries > 0;
    this.#parts.emergencies.raise({
      level: again ? EMERGENCY_LEVEL_SEVERE : EMERGENCY_LEVEL_MINOR,
      reason: message,
      source: "watchdog",
      skipActions: ["adjust", "fast-rollback"],
    });
  }

  async #giveUp(open: OpenIncident, reason: string): Promise<void> {
    const { alarm, report } = open;
    const { recovery, emergencies } = this.#parts;
    report.action = "gave-up";
    this.#conclude(open, "training ends");
    // With weights that are as good as can be.
    if (this.#reaches(alarm.firstStep)) {
      const { step, tier } = await recovery().rollBack({
        atOrBefore: alarm.firstStep,
        reason,
        span: open.span,
      });
      Object.assign(report, { backTo: step, tier });
    }
    emergencies.raise({
      level: EmergencyLevel.EMERGENCY_LEVEL_CRITICAL,
      reason,
      source: alarm.rule === "request" ? "rollback" : "watchdog",
      by: "the autopilot",
    });
    this.#end(open);
  }

  /** The incident that an alarm belongs to: the one that is open, or a new one. */
  #openFor(alarm: Alarm, span: Span): OpenIncident {
    const { progress, tracing, events } = this.#parts;
    const report: OpenReport = {
      rule: alarm.rule,
      cause: alarm.message,
      step: progress.step,
      epoch: progress.epoch + 1,
      action: "went-on",
      tries: this.#memory.tries,
      quarantined: 0,
      rateFactor: 1,
    };
    this.#reports.push(report);
    if (this.#open) Object.assign(this.#open, { alarm, report });
    this.#open ??= {
      span: startSpan(tracing.tracer, SPAN.recovery, {}, { parent: tracing.run, links: [span] }),
      alarm,
      report,
    };
    events.emit("alarm", { alarm }, { span: this.#open.span });
    return this.#open;
  }

  /** Reports what was done about the last alarm. */
  #conclude({ span, alarm, report }: OpenIncident, done: string): void {
    const { step, epoch } = report;
    this.#parts.events.emit("recovery/action", { alarm, report, done }, { span, step, epoch });
  }

  /** Counts a step that nothing is wrong with. */
  #markGood(step: number): void {
    // There is none if the run began during an incident of the previous one.
    const open = this.#open;
    if (open && open.report.firstGoodStep === undefined) {
      open.report.firstGoodStep = step;
      const { report, span } = open;
      this.#parts.events.emit("recovery/first-good-step", { report }, { span });
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
    const { emergencies } = this.#parts;
    if (emergencies.current?.source !== "watchdog") return;
    const reason = `training is clear of it at step ${step}`;
    emergencies.standDown({ reason, by: "watchdog" });
  }

  #end({ span, report }: OpenIncident): void {
    span.setAttributes(recoveryAttributes(report));
    span.end();
    this.#open = undefined;
  }

  /** Closes the half-open breaker if nothing has been wrong since. */
  #probe(): void {
    const probing = this.#breaker.state === CircuitBreakerState.CIRCUIT_STATE_HALF_OPEN;
    if (probing && this.#breaker.acquire()) this.#breaker.succeed();
  }
}
