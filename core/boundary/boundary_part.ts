import type { Span, Tracer } from "../../deps.ts";
import { BUDGETS } from "../../proto/mod.ts";
import type { CommandDispatcher } from "../commands/dispatcher.ts";
import type { Services } from "../container/services.ts";
import { UNKNOWN_STEPS } from "../driven/check_lengths.ts";
import type { RunEventEmitter } from "../events/run_event_stream.ts";
import type { RunPart } from "../events/run_part.ts";
import type { ComputeDevice } from "../ports/compute_backend.ts";
import type { EpochTask } from "../ports/epoch_task.ts";
import type { BoundaryReport } from "../ports/reports/boundary_report.ts";
import type { IntervalReport } from "../ports/reports/interval_report.ts";
import type { Skipped } from "../ports/reports/skipped.ts";
import type { Pacer } from "../runtime/mod.ts";
import type { ConservativeMode } from "../stability/conservative_mode.ts";
import { Boundary } from "./boundary.ts";
import type { BoundaryResult } from "./boundary_task.ts";
import type { DeferredWork } from "./deferred_work.ts";
import { FollowUp } from "./follow_up.ts";
import { readHardware } from "./hardware.ts";
import type { SharedBoundary } from "./shared_boundary.ts";
import { encodePacket, packetIdOf } from "./state_packet.ts";

/** Longest time for dispensable work after the last boundary, ms. */
const FINISH_MS = 5_000;

/** What the boundaries of a run work with. */
export interface BoundaryPartOptions
  extends Pick<Services, "clock" | "tamiyo" | "kasmina" | "breakers"> {
  readonly tracer: Tracer;
  readonly dispatcher: CommandDispatcher;
  readonly ranks: SharedBoundary;
  readonly deferred: DeferredWork;
  readonly mode: ConservativeMode;
  readonly events: RunEventEmitter;
  /** What the training runs on; known once the backend has started. */
  readonly device: () => ComputeDevice;
  readonly runId: string;
  /** Where the run began, and is to end. */
  readonly target: { readonly firstStep: number; readonly totalSteps: number };
  /** Examples of a step. */
  readonly stepExamples: number;
  /** Multiply-adds so far, and those of trials among them. */
  readonly ledger: { readonly total: number; readonly trials: number };
  /** Why nothing is to be decided at the moment; undefined if something may be. */
  readonly holds: () => string | undefined;
  /** Tasks after each epoch, in their order. */
  readonly tasks: readonly EpochTask[];
}

/** Epoch boundaries, and the work that follows them in slices between the steps. */
export class BoundaryPart implements RunPart {
  readonly name = "boundary";
  readonly #options: BoundaryPartOptions;
  readonly #boundary: Boundary;
  readonly #followUp: FollowUp;
  #packet: Uint8Array | undefined;
  #superseded: readonly Skipped[] = [];
  #answerLost = false;

  constructor(options: BoundaryPartOptions) {
    const { events } = options;
    this.#options = options;
    this.#boundary = new Boundary(options);
    this.#followUp = new FollowUp({
      ...options,
      onFailure: (name, message) => events.emit("deferred/failed", { name, message }),
    });
  }

  /** Does a slice of what follows the last boundary; costs nothing if nothing waits. */
  betweenSteps(): void {
    if (this.#options.deferred.pending > 0) this.#options.deferred.slice();
  }

  /** Runs the boundary that ends an interval. Throws nothing. */
  async run(interval: IntervalReport, span: Span): Promise<BoundaryReport> {
    const { clock, deferred, device, kasmina, runId } = this.#options;
    const hardware = readHardware(device());
    this.#superseded = deferred.supersede();
    const result = await this.#boundary.run({
      epoch: interval.epoch,
      ...(!interval.ends && { step: interval.step }),
      span,
      packetId: packetIdOf(runId, interval.boundary),
      assemble: () =>
        encodePacket({
          runId,
          interval,
          hardware,
          seeds: kasmina.seedStates(),
          progress: this.#progressAt(interval.step),
          monotonicMs: clock.monotonicMs(),
        }),
    });
    this.#packet = result.packet;
    this.#judge(interval.epoch, result);
    this.#options.tamiyo.recover();
    return result.report;
  }

  /** How much of the run is done, for controllers that go by it. */
  #progressAt(step: number): Readonly<Record<string, number>> {
    const { target, ledger } = this.#options;
    const { firstStep, totalSteps } = target;
    const { total, trials } = ledger;
    return {
      ...(totalSteps < UNKNOWN_STEPS && {
        run_share: (step - firstStep) / Math.max(1, totalSteps - firstStep),
        run_steps: totalSteps - firstStep,
        run_examples: (totalSteps - firstStep) * this.#options.stepExamples,
      }),
      ...(total > 0 && { multiply_adds: total }),
      ...(trials > 0 && { trial_multiply_adds: trials }),
      ...(this.#answerLost && { answer_lost: 1 }),
    };
  }

  /** Queues what follows the boundary. */
  afterBoundary(interval: IntervalReport): void {
    const packet = this.#packet;
    this.#skip(this.#superseded);
    if (packet) this.#skip(this.#followUp.begin(interval, packet));
  }

  /** Finishes what follows the last boundary, as far as there is time. */
  async finish(pacer: Pacer): Promise<void> {
    const { clock, deferred } = this.#options;
    const untilMs = clock.monotonicMs() + FINISH_MS;
    while (deferred.pending > 0) {
      deferred.slice();
      if (clock.monotonicMs() >= untilMs) {
        this.#skip(deferred.abandon(`not finished ${FINISH_MS / 1000} s after the last epoch`));
      }
      // Work waiting on another thread needs an event-loop turn even past the deadline.
      if (deferred.pending > 0) await pacer.yield();
    }
  }

  /** Reports what was wrong with a boundary. */
  #judge(epoch: number, result: BoundaryResult): void {
    const { report, controllerFault, late, controllerDelayMs } = result;
    const { events, mode } = this.#options;
    const lost = controllerFault !== undefined || controllerDelayMs !== undefined;
    // Where it was not asked, its last answer is still the one that it had before.
    if (lost || !report.skipped.some(({ name }) => name === "controller"))
      this.#answerLost = lost || mode.sheds("seed-changes");
    if (controllerFault !== undefined && !late) {
      events.emit("controller/fault", { message: controllerFault });
    }
    const total = report.breaches.find(({ phase }) => phase === "total");
    if (total) {
      const took = `the epoch boundary took ${total.actualMs.toFixed(1)} ms of ${total.budgetMs}`;
      const { machineMs } = report;
      if (total.actualMs - machineMs > total.budgetMs) this.#breach(epoch, took);
      else this.#delayed(`${took}, ${machineMs.toFixed(1)} of them without a processor`);
    }
    if (controllerDelayMs !== undefined) {
      const without = `${controllerDelayMs.toFixed(1)} of ${BUDGETS.tamiyoMs} ms`;
      this.#delayed(`the controller did not answer: its process had no processor for ${without}`);
    }
    if (late) this.#breach(epoch, `the controller did not answer within ${BUDGETS.tamiyoMs} ms`);
  }

  #breach(epoch: number, message: string): void {
    const { events, mode } = this.#options;
    events.emit("boundary/breach", { message });
    mode.enter("boundary/breach", message, epoch);
  }

  /** Reports what the machine took, which counts against nobody. */
  #delayed(message: string): void {
    this.#options.events.emit("boundary/delayed", { message });
  }

  #skip(skips: readonly Skipped[]): void {
    for (const skipped of skips) this.#options.events.emit("skipped", { skipped });
  }
}
