import { tf } from "../../deps.ts";
import type { Services } from "../container/services.ts";
import type { Clock } from "../ports/clock.ts";
import type { Collective } from "../ports/collective.ts";
import type { EpochTask } from "../ports/epoch_task.ts";
import type { Host } from "../ports/host.ts";
import type { RunObserver } from "../ports/run_observer.ts";
import type { SignalChannel, SignalLine } from "../ports/signal_channel.ts";
import type { Tamiyo, TamiyoMemory } from "../ports/tamiyo.ts";
import { SharedCheckpoints } from "./shared_checkpoints.ts";
import { isFirst, ranksOf, tellAll } from "./talk.ts";

/** Services of which only rank 0 makes use, and what is done when this process becomes that. */
export interface RankServices {
  readonly services: Services;
  /** Takes over what rank 0 does. Call after each change of the group. */
  promote(): Promise<void>;
  /**
   * Gives all ranks the weights of rank 0: those of a network that was built outside of the run are drawn again in each
   * process. Waits ten times as long as this process took to come to it: another may have to fetch its examples first.
   *
   * @throws {CollectiveFailure} If ranks are late or lost.
   */
  shareWeights(host: Host): void;
}

/** How much longer than this process another may take to be ready. */
const READY_FACTOR = 10;

/** Has only rank 0 write to the console and to files, ask the controller and be reached by signals. */
export function asRank(services: Services): RankServices {
  const { clock, collective } = services;
  if (collective.ranks.length === collective.size) {
    return { services, promote: async () => {}, shareWeights: () => {} };
  }
  const startedMs = clock.monotonicMs();
  const observers = services.observers.map(
    (observer) => new FirstRankObserver(observer, collective),
  );
  const tamiyo = new FirstRankTamiyo(services.tamiyo, collective);
  const checkpoints = new SharedCheckpoints(services.checkpoints, ranksOf(collective), () =>
    services.clock.wallMs(),
  );
  return {
    services: {
      ...services,
      observers,
      tamiyo,
      checkpoints,
      epochTasks: services.epochTasks.map((task) => firstRankTask(task, collective)),
      signals: firstRankSignals(services, collective),
    },
    promote: async () => {
      if (!isFirst(collective)) return;
      for (const observer of observers) observer.takeOver();
      await tamiyo.start();
      await checkpoints.takeOver();
    },
    shareWeights: (host) =>
      shareWeights(collective, host, READY_FACTOR * (clock.monotonicMs() - startedMs)),
  };
}

/** Calls that an observer is told later, if its rank becomes the first. */
const HELD = 10_000;

/** Shows an observer a run on rank 0. One that becomes that is first told of what it has not seen, but for the steps. */
class FirstRankObserver implements Required<Omit<RunObserver, "samples" | "settle">> {
  readonly #observer: RunObserver;
  readonly #collective: Pick<Collective, "ranks">;
  readonly #held: ((observer: RunObserver) => void)[] = [];

  constructor(observer: RunObserver, collective: Pick<Collective, "ranks">) {
    this.#observer = observer;
    this.#collective = collective;
  }

  get samples(): NonNullable<RunObserver["samples"]> {
    return (isFirst(this.#collective) && this.#observer.samples) || {};
  }

  takeOver(): void {
    for (const call of this.#held.splice(0)) call(this.#observer);
  }

  onOpening(...args: Parameters<Required<RunObserver>["onOpening"]>): void {
    if (isFirst(this.#collective)) this.#observer.onOpening?.(...args);
  }

  onRunStart(...args: Parameters<Required<RunObserver>["onRunStart"]>): void {
    this.#tell((observer) => observer.onRunStart?.(...args));
  }

  onResume(...args: Parameters<Required<RunObserver>["onResume"]>): void {
    this.#tell((observer) => observer.onResume?.(...args));
  }

  onStep(...args: Parameters<Required<RunObserver>["onStep"]>): void {
    if (isFirst(this.#collective)) this.#observer.onStep?.(...args);
  }

  onValues(...args: Parameters<Required<RunObserver>["onValues"]>): void {
    if (isFirst(this.#collective)) this.#observer.onValues?.(...args);
  }

  onExamples(...args: Parameters<Required<RunObserver>["onExamples"]>): void {
    if (isFirst(this.#collective)) this.#observer.onExamples?.(...args);
  }

  onEpoch(...args: Parameters<Required<RunObserver>["onEpoch"]>): void {
    this.#tell((observer) => observer.onEpoch?.(...args));
  }

  onInterval(...args: Parameters<Required<RunObserver>["onInterval"]>): void {
    this.#tell((observer) => observer.onInterval?.(...args));
  }

  onBoundary(...args: Parameters<Required<RunObserver>["onBoundary"]>): void {
    this.#tell((observer) => observer.onBoundary?.(...args));
  }

  onReadings(...args: Parameters<Required<RunObserver>["onReadings"]>): void {
    this.#tell((observer) => observer.onReadings?.(...args));
  }

  onEvent(...args: Parameters<Required<RunObserver>["onEvent"]>): void {
    this.#tell((observer) => observer.onEvent?.(...args));
  }

  onSpan(...args: Parameters<Required<RunObserver>["onSpan"]>): void {
    if (isFirst(this.#collective)) this.#observer.onSpan?.(...args);
  }

  onIncident(...args: Parameters<Required<RunObserver>["onIncident"]>): void {
    this.#tell((observer) => observer.onIncident?.(...args));
  }

  async onRunEnding(): Promise<void> {
    if (isFirst(this.#collective)) await this.#observer.onRunEnding?.();
  }

  onRunEnd(...args: Parameters<Required<RunObserver>["onRunEnd"]>): void {
    if (isFirst(this.#collective)) this.#observer.onRunEnd?.(...args);
  }

  async settle(): Promise<void> {
    if (isFirst(this.#collective)) await this.#observer.settle?.();
  }

  #tell(call: (observer: RunObserver) => void): void {
    if (isFirst(this.#collective)) call(this.#observer);
    else if (this.#held.length < HELD) this.#held.push(call);
  }
}

/** The controller of rank 0. Elsewhere it is known to be there, and what it remembers is kept for whoever takes over. */
class FirstRankTamiyo implements Tamiyo {
  readonly #tamiyo: Tamiyo;
  readonly #collective: Pick<Collective, "ranks">;
  #started = false;
  #memory: TamiyoMemory | undefined;

  constructor(tamiyo: Tamiyo, collective: Pick<Collective, "ranks">) {
    this.#tamiyo = tamiyo;
    this.#collective = collective;
  }

  get name(): string {
    return this.#tamiyo.name;
  }

  get present(): boolean {
    return this.#tamiyo.present;
  }

  get counts(): Tamiyo["counts"] {
    return this.#tamiyo.counts;
  }

  get processId(): number | undefined {
    return this.#tamiyo.processId;
  }

  get memory(): TamiyoMemory | undefined {
    return this.#started ? this.#tamiyo.memory : this.#memory;
  }

  async start(): Promise<void> {
    if (this.#started || !isFirst(this.#collective)) return;
    await this.#tamiyo.start();
    this.#started = true;
    if (this.#memory) await this.#tamiyo.restore(this.#memory, TAKE_OVER_MS);
  }

  decide(...args: Parameters<Tamiyo["decide"]>): ReturnType<Tamiyo["decide"]> {
    return this.#started ? this.#tamiyo.decide(...args) : { kind: "none" };
  }

  report(report: Uint8Array): void {
    if (this.#started) this.#tamiyo.report(report);
  }

  restore(memory: TamiyoMemory, deadlineMs: number): void | Promise<void> {
    if (this.#started) return this.#tamiyo.restore(memory, deadlineMs);
    this.#memory = memory;
  }

  recover(): void {
    if (this.#started) this.#tamiyo.recover();
  }

  dispose(): Promise<void> {
    return this.#tamiyo.dispose();
  }
}

/** How long a controller that takes over may take to remember, ms. */
const TAKE_OVER_MS = 5_000;

function firstRankTask(task: EpochTask, collective: Pick<Collective, "ranks">): EpochTask {
  return {
    name: task.name,
    feature: task.feature,
    start: (context) => (isFirst(collective) ? task.start(context) : undefined),
    startWithin: (context) => (isFirst(collective) ? task.startWithin?.(context) : undefined),
  };
}

/** Rank 0's line is the run's. The others hear of what is in force from the group. */
function firstRankSignals(
  { signals, clock }: Pick<Services, "signals" | "clock">,
  collective: Pick<Collective, "ranks">,
): SignalChannel {
  return {
    name: signals.name,
    degraded: signals.degraded,
    open: (runId) => (isFirst(collective) ? signals.open(runId) : quietLine(clock)),
  };
}

/** A line that reaches nobody. */
function quietLine(clock: Clock): SignalLine {
  return {
    restoreMemory: new Uint8Array(new ArrayBuffer(64)),
    changed: false,
    read: () => ({
      number: 0,
      level: 0,
      reason: "",
      origin: "",
      rehearsal: false,
      pid: 0,
      monotonicMs: 0,
    }),
    write: () => undefined,
    standDown: () => undefined,
    acknowledge: () => {},
    heartbeat: () => {},
    participants: () => [],
    removeDead: () => [],
    writeStatus: () => {},
    monotonicMs: () => clock.monotonicMs(),
    close: () => {},
  };
}

function shareWeights(
  collective: Collective,
  { parameters, buffers, hasOwnWeights }: Host,
  patienceMs: number,
): void {
  const ranks = ranksOf(collective);
  if (!hasOwnWeights || !ranks.shared) return;
  const own = isFirst(ranks.collective);
  for (const { variable } of [...parameters, ...buffers]) {
    const values = own ? variable.dataSync() : undefined;
    const bytes = values && new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const told = tellAll(ranks, bytes, "begin with the weights of rank 0", { patienceMs });
    if (own) continue;
    const { buffer } = told.slice();
    const numbers = variable.dtype === "int32" ? new Int32Array(buffer) : new Float32Array(buffer);
    const tensor = tf.tensor(numbers, variable.shape, variable.dtype);
    variable.assign(tensor);
    tensor.dispose();
  }
}
