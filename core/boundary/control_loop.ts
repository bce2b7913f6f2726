import type { Span } from "../../deps.ts";
import { BUDGETS, CircuitBreakerState, EmergencyLevel } from "../../proto/mod.ts";
import { CommandDispatcher } from "../commands/dispatcher.ts";
import { FieldReports } from "../commands/field_reports.ts";
import { Pause } from "../commands/handlers/pause.ts";
import { RunEmergencies } from "../emergencies/run_emergencies.ts";
import { type RunSignalParts, RunSignals } from "../emergencies/run_signals.ts";
import type { LastStep } from "../emergencies/run_status.ts";
import {
  commandsSection,
  modeSection,
  reportsSection,
  WENT_BACK,
} from "../engine/control_sections.ts";
import type { Aim } from "../engine/run_context.ts";
import type { Session } from "../engine/session.ts";
import { RateWatch } from "../learning_rates/rate_watch.ts";
import type { BreakerChange } from "../ports/circuit_breakers.ts";
import { CONSERVATIVE_STEP_SPAN_EVERY } from "../ports/features.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { CommandOutcome } from "../ports/reports/command_outcome.ts";
import type { ControlReport } from "../ports/reports/control_report.ts";
import type { Mode } from "../ports/reports/mode_change.ts";
import type { EpochReport } from "../ports/reports/run_report.ts";
import type { Skipped } from "../ports/reports/skipped.ts";
import type { RunRecovery } from "../recovery/run_recovery.ts";
import type { Pacer } from "../runtime/mod.ts";
import { BREAKER, concernsTraining } from "../stability/breaker_names.ts";
import { ConservativeMode } from "../stability/conservative_mode.ts";
import type { Section } from "../state/state_slice.ts";
import { Boundary, type BoundaryResult } from "./boundary.ts";
import { makeHandlers } from "./command_handlers.ts";
import { ControlLog, type NoteIncident, RUN_ENDED } from "./control_log.ts";
import { DeferredWork } from "./deferred_work.ts";
import { checkpointTask, FollowUp } from "./follow_up.ts";
import { readHardware } from "./hardware.ts";
import { encodePacket, packetIdOf } from "./state_packet.ts";

/** Longest time for what follows the last boundary and can be done without, ms. */
const FINISH_MS = 5_000;

const UNFINISHED = `not finished ${FINISH_MS / 1000} s after the last epoch`;

/** What a control loop works with. */
export interface ControlLoopParts extends Pick<RunSignalParts, "flag"> {
  readonly session: Session;
  readonly runId: string;
  /** Where the run is to end. */
  readonly aim: Readonly<Aim>;
  /** The run's span. */
  readonly span: Span;
  readonly note: NoteIncident;
  /** Ends the run after the step in progress. */
  readonly halt: (reason: string) => void;
  /** Takes the run back, and makes it durable; there when the first epoch begins. */
  readonly recovery: () => RunRecovery;
}

/** Everything of a run around its steps: boundaries, what follows them, commands, breakers and mode. */
export class ControlLoop {
  readonly #parts: ControlLoopParts;
  readonly #log: ControlLog;
  readonly #mode: ConservativeMode;
  readonly #dispatcher: CommandDispatcher;
  readonly #reports: FieldReports;
  readonly #deferred: DeferredWork;
  readonly #followUp: FollowUp;
  readonly #boundary: Boundary;
  readonly #pause = new Pause();
  readonly #unsubscribe: () => void;
  readonly #rateWatch: RateWatch;
  readonly #emergencies: RunEmergencies;
  readonly #signals: RunSignals;

  constructor(parts: ControlLoopParts) {
    const { session, runId, span, note } = parts;
    const { services, settings } = session;
    const { clock, breakers, tamiyo, telemetry } = services;
    this.#parts = parts;
    this.#log = new ControlLog(span, telemetry.meter, note);
    this.#mode = new ConservativeMode(settings.control, (change) => this.#log.mode(change));
    this.#reports = new FieldReports({
      runId,
      clock,
      windowEpochs: settings.control.observationWindowEpochs,
    });
    this.#dispatcher = new CommandDispatcher({
      handlers: makeHandlers(parts, this.#pause),
      clock,
      breakers,
      mode: this.#mode,
      onOutcome: (outcome) => this.#ended(outcome),
    });
    const onFailure = (name: string, message: string) =>
      note("deferred/failed", `${name} failed: ${message}`);
    const sliceMs = settings.control.deferredSliceMs;
    this.#deferred = new DeferredWork({ clock, breakers, sliceMs, onFailure });
    const tasks = [...services.epochTasks, checkpointTask(parts.recovery)];
    this.#followUp = new FollowUp({
      tasks,
      deferred: this.#deferred,
      mode: this.#mode,
      onFailure,
    });
    const { tracer } = telemetry;
    const dispatcher = this.#dispatcher;
    this.#boundary = new Boundary({ clock, tracer, tamiyo, breakers, dispatcher });
    // From the start, so that a command can name each of them.
    for (const name of Object.values(BREAKER)) breakers.of(name);
    this.#unsubscribe = breakers.subscribe((change) => this.#breakerChanged(change));
    this.#rateWatch = new RateWatch(session, this.#mode);
    this.#emergencies = new RunEmergencies({ ...parts, mode: this.#mode, log: this.#log });
    this.#signals = new RunSignals({ ...parts, mode: this.#mode });
  }

  /** How the run goes. */
  get mode(): Mode {
    return this.#mode.current;
  }

  /** One step in this many gets a span of its own. */
  get stepSpanEvery(): number {
    const { stepSpanEvery } = this.#parts.session.settings;
    return this.#mode.sheds("step-spans")
      ? stepSpanEvery * CONSERVATIVE_STEP_SPAN_EVERY
      : stepSpanEvery;
  }

  /** Hears what other processes have to say. To be called before each step; one atomic load where that is nothing. */
  look(): void {
    this.#signals.look();
    this.#emergencies.betweenSteps();
  }

  /** Does a slice of what follows the last boundary. To be called between steps; costs nothing where nothing waits. */
  betweenSteps(last: LastStep): void {
    this.#signals.stepped(last);
    this.#parts.session.emergencies.checkDeadlines();
    if (this.#deferred.pending > 0) this.#deferred.slice();
  }

  /** The boundary after an epoch, and the begin of what follows it. */
  async endEpoch(epoch: EpochReport, span: Span): Promise<BoundaryReport> {
    const { session, runId } = this.#parts;
    const { clock, kasmina } = session.services;
    const hardware = readHardware(session.services.backend.device);
    const superseded = this.#deferred.supersede();
    this.#reports.observe({ epoch: epoch.epoch, loss: (epoch.validation ?? epoch.train).loss });
    this.#receiveFromOutside();
    this.#dispatcher.prepareForBoundary();
    this.#rateWatch.endEpoch();
    const result = await this.#boundary.run({
      epoch: epoch.epoch,
      span,
      packetId: packetIdOf(runId, epoch.epoch),
      assemble: () =>
        encodePacket({
          runId,
          epoch,
          hardware,
          seeds: kasmina.seedStates(),
          monotonicMs: clock.monotonicMs(),
        }),
    });
    this.#afterBoundary(epoch, result, superseded);
    return result.report;
  }

  /** What it owns of the state. */
  get sections(): readonly Section[] {
    return [
      modeSection(this.#mode, this.#parts.session.progress),
      reportsSection(this.#reports, this.#parts.session.services.tamiyo),
      commandsSection(this.#dispatcher, () => this.#prepareCommands()),
    ];
  }

  /** Holds the training where a command asked for that. */
  async pauseIfAsked(signal: AbortSignal): Promise<void> {
    if (!this.#pause.asked) return;
    const { clock } = this.#parts.session.services;
    await this.#pause.wait(signal, () => {
      this.#receiveFromOutside();
      this.#dispatcher.commitReady(clock.monotonicMs() + BUDGETS.commandProcessingMs);
    });
  }

  /** Does what emergencies still ask for now that no step follows. */
  standStill(): Promise<void> {
    return this.#emergencies.standStill();
  }

  /** Finishes what follows the last boundary, and tells the controller how its commands ended. */
  async finish(pacer: Pacer): Promise<void> {
    const { clock } = this.#parts.session.services;
    const untilMs = clock.monotonicMs() + FINISH_MS;
    while (this.#deferred.pending > 0) {
      this.#deferred.slice();
      if (clock.monotonicMs() >= untilMs) this.#log.skipped(this.#deferred.abandon(UNFINISHED));
      // What waits for another thread needs the turn, whatever the clock says.
      if (this.#deferred.pending > 0) await pacer.yield();
    }
    this.#receiveFromOutside();
    this.#dispatcher.abortAll(RUN_ENDED);
    this.#reports.close();
    this.#sendReports();
    this.#unsubscribe();
    this.#rateWatch.dispose();
    this.#signals.end();
    await this.#emergencies.end();
  }

  /** What happened so far. */
  report(): ControlReport {
    return this.#log.report(this.#mode.current, this.#parts.session.services);
  }

  #receiveFromOutside(): void {
    const { session, note } = this.#parts;
    const { clock } = session.services;
    for (const { command, deadlineMs } of session.inbox.take()) {
      this.#dispatcher.receive(command, "outside", deadlineMs - clock.monotonicMs());
    }
    const { count, last } = session.inbox.takeRefusals();
    this.#log.refusedEnvelopes(count);
    if (count > 0) note("command/not-let-in", `${count} from outside, the last: ${last}`);
  }

  #breakerChanged(change: BreakerChange): void {
    this.#log.breaker(change);
    const opened = change.to === CircuitBreakerState.CIRCUIT_STATE_OPEN;
    if (!opened || !concernsTraining(change.name)) return;
    const reason = `circuit breaker '${change.name}' opened: ${change.reason}`;
    const { emergencies, progress } = this.#parts.session;
    this.#mode.enter("breaker/open", reason, progress.epoch);
    const source = change.name === BREAKER.boundary ? "boundary" : "breaker";
    emergencies.raise({ level: EmergencyLevel.EMERGENCY_LEVEL_MINOR, reason, source });
  }

  #afterBoundary(epoch: EpochReport, result: BoundaryResult, superseded: readonly Skipped[]): void {
    const { services } = this.#parts.session;
    this.#log.boundary(result.report);
    this.#judge(epoch.epoch, result);
    this.#mode.endEpoch(epoch.epoch, this.#isHealthy(result.report));
    if (this.#mode.current === "normal") this.#emergencies.recovered();
    services.tamiyo.recover();
    this.#log.skipped([...superseded, ...this.#deferWork(epoch, result.packet)]);
  }

  /** Whether every breaker that concerns the training is closed, and the controller was asked where there is one. */
  #isHealthy({ skipped }: BoundaryReport): boolean {
    const { breakers } = this.#parts.session.services;
    const { CIRCUIT_STATE_CLOSED } = CircuitBreakerState;
    const closed = breakers.all.every(
      ({ name, state }) => state === CIRCUIT_STATE_CLOSED || !concernsTraining(name),
    );
    return closed && !skipped.some(({ what }) => what === "controller");
  }

  /** Takes note of what was wrong with a boundary. */
  #judge(epoch: number, { report, controllerFault, late }: BoundaryResult): void {
    if (controllerFault !== undefined && !late) this.#parts.note("tamiyo/fault", controllerFault);
    const total = report.breaches.find(({ phase }) => phase === "total");
    if (total) {
      const took = `${total.actualMs.toFixed(1)} ms of ${total.budgetMs}`;
      this.#breach(epoch, `the epoch boundary took ${took}`);
    }
    if (late) this.#breach(epoch, `the controller did not answer within ${BUDGETS.tamiyoMs} ms`);
  }

  #breach(epoch: number, reason: string): void {
    this.#parts.note("boundary/breach", reason);
    this.#mode.enter("boundary/breach", reason, epoch);
  }

  /** Queues what follows a boundary. Returns what is left out, and why. */
  #deferWork(epoch: EpochReport, packet: Uint8Array | undefined): Skipped[] {
    if (this.#dispatcher.pending > 0) this.#prepareCommands();
    if (!this.#mode.sheds("field-reports")) this.#sendReports();
    return packet ? this.#followUp.begin({ epoch, packet }) : [];
  }

  #prepareCommands(): void {
    const work = this.#dispatcher.prepareWaiting();
    this.#deferred.add({ name: "prepare commands", feature: undefined, work });
  }

  #sendReports(): void {
    const { tamiyo } = this.#parts.session.services;
    for (const report of this.#reports.take()) if (tamiyo.present) tamiyo.report(report);
  }

  #ended(outcome: CommandOutcome): void {
    this.#log.command(outcome);
    // A controller that went back too has never asked for it.
    if (outcome.reason === WENT_BACK && this.#parts.session.services.tamiyo.memory) return;
    this.#reports.note(outcome);
  }
}
