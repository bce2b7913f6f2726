import { type Json, parseState } from "../../../core/mod.ts";
import {
  CommandType,
  type FieldReport,
  FieldReportOutcome,
  SeedLifecycleStage,
  SeedOperation,
  type SeedState,
  type SystemStatePacket,
} from "../../../proto/mod.ts";
import type { PolicyCommand, TamiyoPolicy } from "../_policy/mod.ts";
import { LossTrend } from "../_trend/mod.ts";
import { Budget } from "./budget.ts";
import type { CheckedGrowthOptions } from "./options.ts";
import { mostPromising, type Place, placesIn } from "./places.ts";
import { type GrowthState, GrowthStateSchema } from "./state.ts";
import { Trials } from "./trials.ts";

const {
  SEED_STAGE_GERMINATED,
  SEED_STAGE_TRAINING,
  SEED_STAGE_BLENDING,
  SEED_STAGE_SHADOWING,
  SEED_STAGE_PROBATIONARY,
} = SeedLifecycleStage;
const {
  SEED_OP_GERMINATE,
  SEED_OP_START_TRAINING,
  SEED_OP_START_GRAFTING,
  SEED_OP_STABILIZE,
  SEED_OP_EVALUATE,
  SEED_OP_FOSSILIZE,
  SEED_OP_CULL,
} = SeedOperation;

/** What is asked of a seed in a stage, as far as its gates let it. */
const NEXT: ReadonlyMap<SeedLifecycleStage, readonly SeedOperation[]> = new Map([
  [SEED_STAGE_GERMINATED, [SEED_OP_START_TRAINING]],
  [SEED_STAGE_TRAINING, [SEED_OP_START_GRAFTING]],
  [SEED_STAGE_BLENDING, [SEED_OP_STABILIZE, SEED_OP_EVALUATE]],
  [SEED_STAGE_SHADOWING, [SEED_OP_EVALUATE]],
  [SEED_STAGE_PROBATIONARY, [SEED_OP_FOSSILIZE]],
]);

/** Packets for which a slot still shows what it was before a command that is prepared between boundaries. */
const PREPARATION = 2;

/** Packets from the one after which places are measured to the one that shows it. */
const AHEAD = 2;

/** Most commands of an answer. */
const MOST_COMMANDS = 9;

/** Share of its peak below which the learning rate counts as decaying. */
const DECAYED = 0.95;

/**
 * Grows seeds by dates, which are shares of the run's steps; a plateau only brings the next one forward. The
 * most promising place comes first, and no seed is sown beyond the budget of multiply-adds, after `until`, or once the learning rate
 * decays. A seed is taken through its stages as fast as its gates let it, stays if a trial says so, and is culled if a
 * gate does not let it pass. The same packets give the same commands.
 */
export class GrowthPolicy implements TamiyoPolicy {
  readonly name = "growth";
  readonly version = "1";
  readonly #options: CheckedGrowthOptions;
  readonly #trend: LossTrend;
  readonly #budget: Budget;
  readonly #trials: Trials;
  #sown = 0;
  #asked = new Map<string, number>();
  #waiting = new Map<string, number>();
  #failed = new Map<string, Set<string>>();
  #highestRate = 0;
  #blind = false;

  /** A policy that has seen no packet. */
  constructor(options: CheckedGrowthOptions) {
    this.#options = options;
    this.#budget = new Budget(options.budget, options.blueprints);
    this.#trials = new Trials(options);
    const { patience, minImprovement } = options;
    this.#trend = new LossTrend({
      patience,
      minImprovement,
      // A regression is no reason to sow.
      regression: Number.MAX_SAFE_INTEGER,
      regressionEpochs: 1,
    });
  }

  decide(packet: SystemStatePacket): readonly PolicyCommand[] | undefined {
    const { run_share: share = 0, learning_rate: rate = 0, answer_lost } = packet.trainingMetrics;
    if (answer_lost === 1) this.#takeBackWaiting();
    const trend = this.#trend.observe(lossOf(packet));
    const interval = this.#budget.observe(packet);
    this.#countDown();
    for (const [slot, blueprint] of this.#trials.observe(packet)) this.#avoid(slot, blueprint);
    const commands = packet.seedStates.flatMap((seed) => this.#takeOn(seed));
    const decays = rate < DECAYED * this.#highestRate;
    this.#highestRate = Math.max(this.#highestRate, rate);
    if (!decays && share <= this.#options.until && this.#trials.leaveRoom) {
      const sown = this.#sow(packet, share + interval / 2, trend === "plateau");
      commands.push(...sown);
      if (sown.length === 0) commands.push(...this.#measure(packet, share, interval));
    }
    return commands.length > 0 ? commands.slice(0, MOST_COMMANDS) : undefined;
  }

  report({ outcome, seedId, blueprintId }: FieldReport): void {
    if (outcome !== FieldReportOutcome.FIELD_REPORT_OUTCOME_ABORTED || blueprintId === "") return;
    // What was not asked to grow was to be measured: it cannot be.
    if (!this.#asked.has(seedId)) {
      this.#blind = true;
      return;
    }
    this.#avoid(seedId, blueprintId);
    this.#sown = Math.max(0, this.#sown - 1);
  }

  #avoid(slot: string, blueprint: string): void {
    this.#failed.set(slot, (this.#failed.get(slot) ?? new Set()).add(blueprint));
  }

  state(): Json {
    const failed = [...this.#failed].map(([slot, names]) => [slot, [...names]] as const);
    return {
      trend: this.#trend.state(),
      sown: this.#sown,
      asked: Object.fromEntries(this.#asked),
      waiting: Object.fromEntries(this.#waiting),
      failed: Object.fromEntries(failed),
      blind: this.#blind,
      ...this.#trials.state(),
      ...this.#budget.state(),
      highestRate: this.#highestRate,
    } satisfies GrowthState;
  }

  restore(state: Json): void {
    const checked = parseState("the growth policy", GrowthStateSchema, state);
    this.#trend.restore(checked.trend);
    this.#sown = checked.sown;
    this.#asked = new Map(Object.entries(checked.asked));
    this.#waiting = new Map(Object.entries(checked.waiting));
    this.#failed = new Map(
      Object.entries(checked.failed).map(([slot, names]) => [slot, new Set(names)]),
    );
    this.#blind = checked.blind;
    this.#trials.restore(checked);
    this.#budget.restore(checked);
    this.#highestRate = checked.highestRate;
  }

  /** A packet has passed for what was asked before. */
  #countDown(): void {
    for (const [slot, left] of this.#asked) {
      if (left > 1) this.#asked.set(slot, left - 1);
      else this.#asked.delete(slot);
    }
  }

  /** What was answered last came to nothing: no gate has seen it. */
  #takeBackWaiting(): void {
    for (const [slot, waited] of this.#waiting) this.#waiting.set(slot, Math.max(0, waited - 1));
  }

  /** What is asked of a seed on its way: the next stages, or its end if a gate keeps it for too long. */
  #takeOn({ seedId = "", stage = 0, metrics = {} }: SeedState): PolicyCommand[] {
    const slot = seedId ?? "";
    const operations = NEXT.get(stage ?? 0);
    if (!operations) {
      this.#waiting.delete(slot);
      return [];
    }
    // Until its share is 1 nothing is due.
    if (stage === SEED_STAGE_BLENDING && metrics?.alpha !== 1) return [];
    const waited = this.#waiting.get(slot) ?? 0;
    this.#waiting.set(slot, waited + 1);
    if (waited >= this.#options.gateBoundaries) {
      this.#waiting.delete(slot);
      return [command(slot, { operation: SEED_OP_CULL }, `no gate passed in ${waited} boundaries`)];
    }
    return operations.map((operation) => {
      const parameters =
        operation === SEED_OP_START_GRAFTING ? this.#trials.graftingOf(slot) : undefined;
      return command(
        slot,
        { operation, ...(parameters && { parameters }) },
        "its stage before is over",
      );
    });
  }

  /** Where a seed can be sown. */
  #placesIn({ seedStates }: SystemStatePacket): readonly Place[] {
    const isFree = ({ slot, blueprint }: Place) =>
      !this.#asked.has(slot) && !this.#failed.get(slot)?.has(blueprint);
    return placesIn(seedStates, this.#options.blueprints).filter(isFree);
  }

  /** Has places measured, if there is a choice, for a date that comes just when that shows. */
  #measure(packet: SystemStatePacket, share: number, interval: number): PolicyCommand[] {
    const { at, order } = this.#options;
    const date = at[this.#sown];
    if (this.#blind || order === "cost" || date === undefined) return [];
    const isDue = (packets: number) => share + (packets + 0.5) * interval >= date;
    if (!isDue(AHEAD) || isDue(AHEAD - 1)) return [];
    const places = this.#placesIn(packet);
    if (places.length < 2 || places.length > MOST_COMMANDS) return [];
    return places.map(({ slot, blueprint }) =>
      command(
        slot,
        { operation: SEED_OP_EVALUATE, blueprintId: blueprint },
        `what it promises at ${percent(date)} of the run`,
      ),
    );
  }

  /** The seeds that are due at `share` of the run, the most promising first. */
  #sow(packet: SystemStatePacket, share: number, plateau: boolean): PolicyCommand[] {
    const { at } = this.#options;
    const commands: PolicyCommand[] = [];
    while (this.#sown < at.length) {
      const date = at[this.#sown] as number;
      const early = plateau && commands.length === 0;
      if (share < date && !early) break;
      const place = mostPromising(this.#placesIn(packet));
      if (!place || !this.#budget.affords(packet, place.cost)) break;
      this.#sown += 1;
      this.#asked.set(place.slot, PREPARATION);
      this.#trials.sown(place);
      const reason =
        share < date
          ? `plateau, before ${percent(date)} of the run`
          : `${percent(date)} of the run`;
      const seed = { operation: SEED_OP_GERMINATE, blueprintId: place.blueprint };
      const parameters = { train: 1, ...this.#trials.sowing };
      commands.push(command(place.slot, { ...seed, parameters }, reason));
    }
    if (commands.length > 0) this.#trend.restart();
    return commands;
  }
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function command(
  targetSeedId: string,
  seedOperation: NonNullable<PolicyCommand["seedOperation"]>,
  reason: string,
): PolicyCommand {
  return {
    commandType: CommandType.COMMAND_SEED,
    targetSeedId,
    seedOperation,
    annotations: { reason },
  };
}

/** The validation's loss, or the training's without one. */
function lossOf({ validationLoss, trainingLoss }: SystemStatePacket): number {
  return validationLoss === 0 ? trainingLoss : validationLoss;
}
