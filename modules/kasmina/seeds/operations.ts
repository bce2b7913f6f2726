import {
  HOST_GROUP,
  type KasminaParts,
  type PreparedCommand,
  refused,
  type SeedTransition,
} from "../../../core/mod.ts";
import {
  type AdaptationCommand,
  SeedLifecycleGate,
  SeedLifecycleStage,
  SeedOperation,
} from "../../../proto/mod.ts";
import { Blend } from "./blend.ts";
import { buildSeed } from "./build_seed.ts";
import { evidenceOf, type LastEpoch } from "./evidence.ts";
import { judge } from "./gates.ts";
import { stagesFor, type Transition, transitionOf } from "./lifecycle.ts";
import type { CheckedSeedsOptions } from "./options.ts";
import { parametersOf } from "./parameters.ts";
import type { Plot, Seed } from "./plot.ts";

/** What operations work with. */
export interface OperationScope {
  readonly parts: KasminaParts;
  readonly options: CheckedSeedsOptions;
  /** What the last epoch came to; undefined before the first. */
  readonly last: LastEpoch | undefined;
  readonly tell: (transition: SeedTransition) => void;
}

/** An operation on its way. */
interface Request {
  readonly plot: Plot;
  readonly command: AdaptationCommand;
  readonly transition: Transition;
  readonly parameters: Readonly<Record<string, number | undefined>>;
  readonly reason: string;
}

/** Examples of a random activation that the scale of a seed is taken on. */
const PROBE_EXAMPLES = 16;

/** Carries out seed operations: each is prepared here, and what it returns only exchanges pointers. */
export class Operations {
  readonly #scope: () => OperationScope;

  /** @param scope What they work with, as it is when they are asked. */
  constructor(scope: () => OperationScope) {
    this.#scope = scope;
  }

  /**
   * Makes an operation ready.
   *
   * @throws {TolariaError} `command/refused` if the seed is in no stage for it, or a gate does not let it pass.
   */
  prepare(plot: Plot, command: AdaptationCommand): PreparedCommand {
    const request = requestOf(plot, command);
    const prepared = this.#prepare(request);
    plot.pending = true;
    const settle = (then: () => void) => () => {
      plot.pending = false;
      then();
    };
    return { ...prepared, commit: settle(prepared.commit), abort: settle(prepared.abort) };
  }

  #prepare(request: Request): PreparedCommand {
    switch (request.transition.operation) {
      case SeedOperation.SEED_OP_GERMINATE:
        return this.#germinate(request);
      case SeedOperation.SEED_OP_START_TRAINING:
        return this.#startTraining(request);
      case SeedOperation.SEED_OP_START_GRAFTING:
        return this.#startGrafting(request);
      case SeedOperation.SEED_OP_EVALUATE:
        return this.#gated(request, () => {}, this.#scaleOf(request));
      case SeedOperation.SEED_OP_FINE_TUNE:
        return this.#fineTune(request);
      case SeedOperation.SEED_OP_FOSSILIZE:
        return this.#gated(request, () => this.#dropGroup(request.plot));
      case SeedOperation.SEED_OP_CULL:
      case SeedOperation.SEED_OP_CANCEL:
        return this.#takeBack(request);
      default:
        return this.#gated(request);
    }
  }

  #germinate(request: Request): PreparedCommand {
    const { plot, command } = request;
    const { parts, options } = this.#scope();
    const seed = buildSeed(plot, command, options.blueprints, parts.random);
    try {
      const told = this.#check(request, seed);
      return {
        commit: () => {
          plot.sow(seed);
          this.#enter(request, told);
        },
        abort: () => seed.network.dispose(),
      };
    } catch (error) {
      seed.network.dispose();
      throw error;
    }
  }

  #startTraining(request: Request): PreparedCommand {
    const { plot } = request;
    const { parts, options } = this.#scope();
    const seed = plot.seed as Seed;
    const told = this.#check(request, seed);
    const group = parts.optimizers.prepareGroup({
      name: plot.group,
      parameters: seed.network.parameters,
      parent: HOST_GROUP,
      warmupSteps: options.warmupSteps,
      startShare: options.startShare,
    });
    return {
      commit: () => {
        group.commit();
        plot.grouped = true;
        this.#enter(request, told);
      },
      abort: () => group.abort(),
    };
  }

  #startGrafting(request: Request): PreparedCommand {
    const { plot, parameters } = request;
    const blend = new Blend(parameters.blend_steps ?? this.#scope().options.blendSteps);
    return this.#gated(request, (seed) => {
      const { last } = this.#scope();
      if (last) seed.before = last.judged;
      plot.blend = blend;
    });
  }

  #fineTune({ plot, parameters, command, reason }: Request): PreparedCommand {
    const { parts } = this.#scope();
    const { learning_rate_scale: scale, hold } = parameters;
    if (hold !== undefined && plot.stage !== SeedLifecycleStage.SEED_STAGE_BLENDING) {
      throw refused(
        command.commandId,
        `parameter "hold" needs a seed that is blended in: "${plot.slot.name}" is in ${SeedLifecycleStage[plot.stage]}`,
      );
    }
    return {
      commit: () => {
        if (scale !== undefined) parts.rates.rescale(plot.group, scale, reason);
        if (hold !== undefined) plot.blend.held = hold === 1;
      },
      abort: () => {},
    };
  }

  /** Takes the seed out; one that is blended in goes back first where it was not told to go at once. */
  #takeBack(request: Request): PreparedCommand {
    const { plot, transition, parameters } = request;
    const { to } = transition;
    if (to === undefined) return { commit: () => plot.blend.reverse(), abort: () => {} };
    const { embargo_epochs: embargo = this.#scope().options.embargoEpochs } = parameters;
    return this.#gated(request, ({ network }) => {
      plot.slot.graft = undefined;
      this.#dropGroup(plot);
      network.dispose();
      plot.embargoEpochs = embargo;
    });
  }

  #dropGroup(plot: Plot): void {
    if (plot.grouped) this.#scope().parts.optimizers.dropGroup(plot.group);
    plot.grouped = false;
  }

  /** A change of stage with its gate, and what goes with it. */
  #gated(
    request: Request,
    change: (seed: Seed) => void = () => {},
    scale: number = Number.NaN,
  ): PreparedCommand {
    const seed = request.plot.seed as Seed;
    const told = this.#check(request, seed, scale);
    return {
      commit: () => {
        change(seed);
        this.#enter(request, told);
      },
      abort: () => {},
    };
  }

  /** By how much the seed scales a random activation. */
  #scaleOf({ plot }: Request): number {
    const { network } = plot.seed as Seed;
    const random = this.#scope().parts.random(`${plot.group}/probe`);
    return network.scaleOn(() => random.next(), PROBE_EXAMPLES);
  }

  /** What will be told of the change of stage. Throws if the gate does not let the seed pass. */
  #check(request: Request, seed: Seed, scale: number = Number.NaN): SeedTransition {
    const { plot, transition, reason, command } = request;
    const { parts, options, last, tell } = this.#scope();
    const { gate, to = plot.stage } = transition;
    const evidence = evidenceOf(plot, seed, last, scale);
    const verdict = gate === undefined ? undefined : judge(gate, evidence, options.gates);
    const { step } = parts.progress;
    const { name } = plot.slot;
    const { blueprint } = seed;
    const told = { seed: name, blueprint, from: plot.stage, to, verdict, reason, step };
    const failed = verdict?.checks.filter(({ passed }) => !passed) ?? [];
    if (failed.length === 0) return told;
    tell(told);
    const faults = failed.map(
      ({ name, value, rule }) => `${name} must be ${rule} and is ${Number(value.toPrecision(4))}`,
    );
    const gateName = SeedLifecycleGate[gate ?? 0];
    throw refused(command.commandId, `${gateName} does not let it pass: ${faults.join("; ")}`);
  }

  #enter({ plot, transition, reason }: Request, told: SeedTransition): void {
    const { parts, tell } = this.#scope();
    const { step, epoch } = parts.progress;
    // A boundary belongs to the epoch that it ends.
    plot.enter(transition.to ?? plot.stage, reason, { step, epoch: epoch + 1 });
    tell({ ...told, step });
  }
}

function requestOf(plot: Plot, command: AdaptationCommand): Request {
  const { commandId, seedOperation, annotations, issuedBy } = command;
  const operation = seedOperation?.operation ?? SeedOperation.SEED_OP_UNKNOWN;
  const parameters = parametersOf(command);
  const { name } = plot.slot;
  if (plot.pending) throw refused(commandId, `another command for "${name}" is not committed yet`);
  const transition = transitionOf(operation, plot.stage);
  if (transition) {
    const reason = annotations.reason ?? `asked for by ${issuedBy || "someone"}`;
    return { plot, command, transition, parameters, reason };
  }
  const stages = stagesFor(operation).map((stage) => SeedLifecycleStage[stage]);
  throw refused(
    commandId,
    `${SeedOperation[operation]} needs a seed in ${stages.join(" or ")}: "${name}" is in ${SeedLifecycleStage[plot.stage]}`,
  );
}
