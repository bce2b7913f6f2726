import type { Span } from "../../deps.ts";
import { BUDGETS, CircuitBreakerState } from "../../proto/mod.ts";
import { Boundary, type BoundaryResult } from "../boundary/boundary.ts";
import type { BoundaryReport } from "../boundary/boundary_report.ts";
import { DeferredWork, type Skipped } from "../boundary/deferred_work.ts";
import { encodePacket, packetIdOf } from "../boundary/state_packet.ts";
import { CommandDispatcher } from "../commands/dispatcher.ts";
import { FieldReports } from "../commands/field_reports.ts";
import { Pause } from "../commands/handlers/pause.ts";
import type { CommandOutcome } from "../commands/outcome.ts";
import type { EpochTask } from "../ports/epoch_task.ts";
import type { ControlReport, EpochReport } from "../report.ts";
import { concernsTraining } from "../stability/breaker_names.ts";
import { ConservativeMode } from "../stability/conservative_mode.ts";
import {
  CONSERVATIVE_CHECKPOINT_EVERY,
  CONSERVATIVE_STEP_SPAN_EVERY,
} from "../stability/features.ts";
import { makeHandlers } from "./command_handlers.ts";
import { ControlLog, type NoteIncident } from "./control_log.ts";
import { readHardware } from "./hardware.ts";
import type { Pacer } from "./pacer.ts";
import type { Session } from "./session.ts";

/** What a control loop works with. */
export interface ControlLoopParts {
  readonly session: Session;
  readonly runId: string;
  /** The run's span. */
  readonly span: Span;
  readonly note: NoteIncident;
  /** Ends the run after the step in progress. */
  readonly halt: (reason: string) => void;
}

/** Everything of a run around its steps: boundaries, what follows them, commands, breakers and mode. */
export class ControlLoop {
  readonly #parts: ControlLoopParts;
  readonly #log: ControlLog;
  readonly #mode: ConservativeMode;
  readonly #dispatcher: CommandDispatcher;
  readonly #reports: FieldReports;
  readonly #deferred: DeferredWork;
  readonly #boundary: Boundary;
  readonly #pause = new Pause();
  readonly #unsubscribe: () => void;

  constructor(parts: ControlLoopParts) {
    const { session, runId, span, note } = parts;
    const { services, settings } = session;
    const { clock, breakers, tamiyo, telemetry } = services;
    this.#parts = parts;
    this.#log = new ControlLog(span, note);
    this.#mode = new ConservativeMode(settings.control, (change) => this.#log.mode(change));
    this.#reports = new FieldReports({
      runId,
      clock,
      windowEpochs: settings.control.observationWindowEpochs,
    });
    this.#dispatcher = new CommandDispatcher({
      handlers: makeHandlers(session, this.#pause, this.#mode, parts),
      clock,
      breakers,
      mode: this.#mode,
      onOutcome: (outcome) => this.#ended(outcome),
    });
    this.#deferred = new DeferredWork({
      clock,
      breakers,
      sliceMs: settings.control.deferredSliceMs,
      onFailure: (name, message) => note("deferred/failed", `${name} failed: ${message}`),
    });
    const tracer = telemetry.tracer;
    this.#boundary = new Boundary({
      clock,
      tracer,
      tamiyo,
      breakers,
      dispatcher: this.#dispatcher,
    });
    this.#unsubscribe = breakers.subscribe((change) => {
      this.#log.breaker(change);
      const opened = change.to === CircuitBreakerState.CIRCUIT_STATE_OPEN;
      if (!opened || !concernsTraining(change.name)) return;
      const reason = `circuit breaker '${change.name}' opened: ${change.reason}`;
      this.#mode.enter("breaker/open", reason, session.progress.epoch);
    });
  }

  /** One step in this many gets a span of its own. */
  get stepSpanEvery(): number {
    const { stepSpanEvery } = this.#parts.session.settings;
    return this.#mode.sheds("step-spans")
      ? stepSpanEvery * CONSERVATIVE_STEP_SPAN_EVERY
      : stepSpanEvery;
  }

  /** Does a slice of what follows the last boundary. To be called between steps; costs nothing where nothing waits. */
  betweenSteps(): void {
    if (this.#deferred.pending > 0) this.#deferred.slice();
  }

  /** The boundary after an epoch, and the begin of what follows it. */
  async endEpoch(epoch: EpochReport, span: Span): Promise<BoundaryReport> {
    const { session, runId } = this.#parts;
    const { clock, kasmina } = session.services;
    const hardware = readHardware(session.services.backend.device);
    const superseded = this.#deferred.supersede();
    for (const { command, deadlineMs } of session.inbox.take()) {
      this.#dispatcher.receive(command, "outside", deadlineMs - clock.monotonicMs());
    }
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

  /** Holds the training where a command asked for that. */
  async pauseIfAsked(signal: AbortSignal): Promise<void> {
    if (!this.#pause.asked) return;
    const { session } = this.#parts;
    const { clock } = session.services;
    await this.#pause.wait(signal, () => {
      for (const { command, deadlineMs } of session.inbox.take()) {
        this.#dispatcher.receive(command, "outside", deadlineMs - clock.monotonicMs());
      }
      this.#dispatcher.commitReady(clock.monotonicMs() + BUDGETS.commandProcessingMs);
    });
  }

  /** Finishes what follows the last boundary, and tells the controller how its commands ended. */
  async finish(pacer: Pacer): Promise<void> {
    while (this.#deferred.pending > 0) {
      this.#deferred.slice();
      if (pacer.due) await pacer.yield();
    }
    this.#dispatcher.abortAll("the run ended");
    this.#reports.close();
    this.#sendReports();
    this.#unsubscribe();
  }

  /** What happened so far. */
  report(): ControlReport {
    const { breakers, tamiyo } = this.#parts.session.services;
    return this.#log.report(this.#mode.current, breakers, tamiyo.counts);
  }

  #afterBoundary(epoch: EpochReport, result: BoundaryResult, superseded: readonly Skipped[]): void {
    const { breakers, tamiyo } = this.#parts.session.services;
    const { report, controllerFault, late } = result;
    this.#log.boundary(report);
    if (controllerFault !== undefined && !late) this.#parts.note("tamiyo/fault", controllerFault);
    const total = report.breaches.find(({ phase }) => phase === "total");
    if (total)
      this.#breach(
        epoch.epoch,
        `the epoch boundary took ${total.actualMs.toFixed(1)} ms of ${total.budgetMs}`,
      );
    if (late)
      this.#breach(epoch.epoch, `the controller did not answer within ${BUDGETS.tamiyoMs} ms`);
    const closed = breakers.all.every(
      ({ name, state }) =>
        state === CircuitBreakerState.CIRCUIT_STATE_CLOSED || !concernsTraining(name),
    );
    this.#mode.endEpoch(
      epoch.epoch,
      closed && !report.skipped.some(({ what }) => what === "controller"),
    );
    tamiyo.recover();
    this.#reports.observe({ epoch: epoch.epoch, loss: (epoch.validation ?? epoch.train).loss });
    this.#log.skipped([...superseded, ...this.#deferWork(epoch, result.packet)]);
  }

  #breach(epoch: number, reason: string): void {
    this.#parts.note("boundary/breach", reason);
    this.#mode.enter("boundary/breach", reason, epoch);
  }

  /** Queues what follows a boundary. Returns what is left out, and why. */
  #deferWork(epoch: EpochReport, packet: Uint8Array | undefined): Skipped[] {
    const skipped: (Skipped | undefined)[] = [];
    const prepare = { name: "prepare commands", feature: undefined };
    if (this.#dispatcher.pending > 0) {
      this.#deferred.add({ ...prepare, work: this.#dispatcher.prepareWaiting() });
    }
    if (!this.#mode.sheds("field-reports")) this.#sendReports();
    if (packet === undefined) return [];
    for (const task of this.#parts.session.services.epochTasks) {
      skipped.push(this.#shedReason(task, epoch.epoch) ?? this.#start(task, epoch, packet));
    }
    return skipped.filter((skip) => skip !== undefined);
  }

  #shedReason({ name, feature }: EpochTask, epoch: number): Skipped | undefined {
    if (!this.#mode.sheds(feature)) return undefined;
    if (feature === "checkpoints" && epoch % CONSERVATIVE_CHECKPOINT_EVERY === 0) return undefined;
    return { what: name, reason: `conservative mode: ${this.#mode.reason}` };
  }

  #start(task: EpochTask, epoch: EpochReport, packet: Uint8Array): Skipped | undefined {
    const work = task.start({ epoch, packet });
    return work && this.#deferred.add({ name: task.name, feature: task.feature, work });
  }

  #sendReports(): void {
    const { tamiyo } = this.#parts.session.services;
    for (const report of this.#reports.take()) if (tamiyo.present) tamiyo.report(report);
  }

  #ended(outcome: CommandOutcome): void {
    this.#log.command(outcome);
    this.#reports.note(outcome);
  }
}
