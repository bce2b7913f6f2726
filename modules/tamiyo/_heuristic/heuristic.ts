import { type Json, parseState, RandomStream } from "../../../core/mod.ts";
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
import type { HeuristicOptions } from "./options.ts";
import { type HeuristicState, HeuristicStateSchema, type StageState } from "./state.ts";

const {
  SEED_STAGE_DORMANT,
  SEED_STAGE_GERMINATED,
  SEED_STAGE_TRAINING,
  SEED_STAGE_BLENDING,
  SEED_STAGE_SHADOWING,
  SEED_STAGE_PROBATIONARY,
} = SeedLifecycleStage;

/** What takes a seed from a stage to the next. */
const NEXT: ReadonlyMap<SeedLifecycleStage, SeedOperation> = new Map([
  [SEED_STAGE_GERMINATED, SeedOperation.SEED_OP_START_TRAINING],
  [SEED_STAGE_TRAINING, SeedOperation.SEED_OP_START_GRAFTING],
  [SEED_STAGE_BLENDING, SeedOperation.SEED_OP_STABILIZE],
  [SEED_STAGE_SHADOWING, SeedOperation.SEED_OP_EVALUATE],
  [SEED_STAGE_PROBATIONARY, SeedOperation.SEED_OP_FOSSILIZE],
]);

/** Stages in which a seed changes what the host computes, so that it may be to blame for a regression. */
const FELT: ReadonlySet<SeedLifecycleStage> = new Set([
  SEED_STAGE_BLENDING,
  SEED_STAGE_SHADOWING,
  SEED_STAGE_PROBATIONARY,
]);

/**
 * Grows a seed where the loss stands still, takes it through its stages, culls it where the loss rises or it stays on
 * probation for too long, and cuts the learning rate where no seed can help. The same packets and seed give the same
 * commands.
 */
export class HeuristicPolicy implements TamiyoPolicy {
  readonly name = "heuristic";
  readonly version = "1";
  readonly #options: Required<HeuristicOptions>;
  readonly #random: RandomStream;
  readonly #trend: LossTrend;
  /** The stage that each seed was last seen in, and for how many packets. */
  #stages = new Map<string, StageState>();
  /** Blueprints that came to nothing in a slot, which may not fit there. */
  #failed = new Map<string, Set<string>>();
  /** The seed that it asked something of at the last packet: it shows at the one after the next. */
  #asked: string | undefined;

  /** A policy that has seen no packet. */
  constructor(options: Required<HeuristicOptions>) {
    this.#options = options;
    this.#random = new RandomStream(options.seed, "tamiyo");
    this.#trend = new LossTrend(options);
  }

  decide(packet: SystemStatePacket): PolicyCommand | undefined {
    const trend = this.#trend.observe(lossOf(packet));
    const seeds = packet.seedStates;
    for (const seed of seeds) this.#follow(seed);
    const asked = this.#asked;
    this.#asked = undefined;
    if (trend === "regressing") return this.#act(this.#cull(seeds) ?? this.#cutRate("regression"));
    const grown = this.#grow(seeds, asked);
    if (grown) return grown;
    return trend === "plateau" ? this.#leave(seeds, asked) : undefined;
  }

  report({ outcome, seedId, blueprintId }: FieldReport): void {
    if (outcome !== FieldReportOutcome.FIELD_REPORT_OUTCOME_ABORTED || blueprintId === "") return;
    this.#failed.set(seedId, (this.#failed.get(seedId) ?? new Set()).add(blueprintId));
  }

  state(): Json {
    const failed = [...this.#failed].map(([seed, names]) => [seed, [...names]] as const);
    return {
      random: this.#random.state(),
      trend: this.#trend.state(),
      stages: Object.fromEntries(this.#stages),
      failed: Object.fromEntries(failed),
      asked: this.#asked ?? null,
    } satisfies HeuristicState;
  }

  restore(state: Json): void {
    const checked = parseState("the heuristic policy", HeuristicStateSchema, state);
    const { random, trend, stages, failed, asked } = checked;
    this.#random.restore(random);
    this.#trend.restore(trend);
    this.#stages = new Map(Object.entries(stages));
    this.#failed = new Map(Object.entries(failed).map(([seed, names]) => [seed, new Set(names)]));
    this.#asked = asked ?? undefined;
  }

  /** What is done about a plateau: nothing where a seed is on its way. */
  #leave(seeds: readonly SeedState[], asked: string | undefined): PolicyCommand | undefined {
    const dormant = seeds.filter(({ stage }) => stage === SEED_STAGE_DORMANT);
    const slot = dormant.find(({ seedId }) => seedId !== asked);
    if (slot) return this.#act(this.#germinate(slot));
    return dormant.length > 0 ? undefined : this.#act(this.#cutRate("plateau"));
  }

  #act(command: PolicyCommand | undefined): PolicyCommand | undefined {
    this.#trend.restart();
    return command;
  }

  #follow({ seedId, stage }: SeedState): void {
    const now = stage ?? SeedLifecycleStage.SEED_STAGE_UNKNOWN;
    const before = this.#stages.get(seedId ?? "");
    const epochs = before?.stage === now ? before.epochs + 1 : 1;
    this.#stages.set(seedId ?? "", { stage: now, epochs });
  }

  /** The next stage for the first seed that has been in its own for long enough. */
  #grow(seeds: readonly SeedState[], asked: string | undefined): PolicyCommand | undefined {
    for (const state of seeds) {
      const seedId = state.seedId ?? "";
      const { stage, epochs } = this.#stages.get(seedId) as { stage: number; epochs: number };
      const operation = this.#next(stage, epochs);
      if (operation === undefined || seedId === asked) continue;
      this.#asked = seedId;
      return seedCommand(seedId, { operation }, stayText(stage, epochs));
    }
    return undefined;
  }

  /** What is to be asked of a seed that has been in `stage` for so many epochs. */
  #next(stage: SeedLifecycleStage, epochs: number): SeedOperation | undefined {
    const { stageEpochs, probationEpochs } = this.#options;
    if (epochs < stageEpochs) return undefined;
    const failed = stage === SEED_STAGE_PROBATIONARY && epochs >= probationEpochs;
    return failed ? SeedOperation.SEED_OP_CULL : NEXT.get(stage);
  }

  #germinate(slot: SeedState): PolicyCommand {
    const seedId = slot.seedId ?? "";
    const blueprints = this.#blueprintsFor(seedId);
    const blueprintId = blueprints[this.#random.below(blueprints.length)] as string;
    const operation = SeedOperation.SEED_OP_GERMINATE;
    this.#asked = seedId;
    return seedCommand(seedId, { operation, blueprintId }, this.#plateau);
  }

  /** What a plateau is, in words. */
  get #plateau(): string {
    const { patience, minImprovement } = this.#options;
    const percent = Number((100 * minImprovement).toPrecision(3));
    return `plateau: no fall of the loss by ${percent} % in ${counted(patience, "epoch")}`;
  }

  /** Those that came to nothing in a slot only after all others did. */
  #blueprintsFor(seedId: string): readonly string[] {
    const { blueprints } = this.#options;
    const open = blueprints.filter((name) => !this.#failed.get(seedId)?.has(name));
    if (open.length === 0) this.#failed.delete(seedId);
    return open.length > 0 ? open : blueprints;
  }

  #cull(seeds: readonly SeedState[]): PolicyCommand | undefined {
    const suspects = seeds.filter(({ stage }) => FELT.has(stage ?? 0));
    const [worst] = suspects.sort((a, b) => (b.riskScore ?? 0) - (a.riskScore ?? 0));
    return (
      worst &&
      seedCommand(worst.seedId ?? "", { operation: SeedOperation.SEED_OP_CULL }, "regression")
    );
  }

  #cutRate(reason: string): PolicyCommand | undefined {
    if (this.#options.rateFactor === 1) return undefined;
    return {
      commandType: CommandType.COMMAND_OPTIMIZER,
      optimizerAdjustment: { hyperparameters: { learning_rate_scale: this.#options.rateFactor } },
      annotations: { reason },
    };
  }
}

/** `2 epochs in TRAINING`. */
function stayText(stage: SeedLifecycleStage, epochs: number): string {
  const name = SeedLifecycleStage[stage]?.replace("SEED_STAGE_", "");
  return `${counted(epochs, "epoch")} in ${name}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function seedCommand(
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

/** The validation's loss; the training's where there is no validation. */
function lossOf({ validationLoss, trainingLoss }: SystemStatePacket): number {
  return validationLoss === 0 ? trainingLoss : validationLoss;
}
