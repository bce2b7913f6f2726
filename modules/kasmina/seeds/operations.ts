import {
  HOST_GROUP,
  type KasminaParts,
  type PreparedCommand,
  refused,
  type SeedMultiplyAdds,
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
import { type Transition, transitionOf } from "./lifecycle.ts";
import type { CheckedSeedsOptions } from "./options.ts";
import { measurePromise } from "./promise.ts";
import { requestOf, type SeedRequest } from "./seed_request.ts";
import type { Seed, SlotState } from "./slot_state.ts";

/** Dependencies of the operations. */
export interface OperationScope {
  readonly parts: KasminaParts;
  readonly options: CheckedSeedsOptions;
  /** Metrics of the last epoch; undefined before the first. */
  readonly last: LastEpoch | undefined;
  readonly emit: (transition: SeedTransition) => void;
  /** Told what it took to measure an empty slot. */
  readonly measured: (cost: SeedMultiplyAdds) => void;
}

/** Number of random examples on which a seed's scale is measured. */
const PROBE_EXAMPLES = 16;

/** Prepares seed operations, so that their commits only swap pointers. */
export class Operations {
  readonly #scope: () => OperationScope;

  /** @param scope Returns the current dependencies. */
  constructor(scope: () => OperationScope) {
    this.#scope = scope;
  }

  /**
   * Prepares an operation.
   *
   * @throws {TolariaError} `command/refused` if the seed's stage does not allow it or a gate fails.
   */
  prepare(
    slotState: SlotState,
    command: AdaptationCommand,
  ): PreparedCommand | Promise<PreparedCommand> {
    const request = requestOf(slotState, command);
    if (!slotState.seed) return this.#withoutSeed(request);
    return this.#settled(slotState, this.#prepare(request));
  }

  /** A slot takes one command at a time, but any number of measurements. */
  #withoutSeed(request: SeedRequest): PreparedCommand | Promise<PreparedCommand> {
    const scope = this.#scope();
    return request.transition.operation === SeedOperation.SEED_OP_EVALUATE
      ? measurePromise(request, scope, scope.measured)
      : this.#settled(request.slotState, this.#prepare(request));
  }

  #settled(slotState: SlotState, prepared: PreparedCommand): PreparedCommand {
    slotState.pending = true;
    const settle = (then: () => void) => () => {
      slotState.pending = false;
      then();
    };
    return { ...prepared, commit: settle(prepared.commit), abort: settle(prepared.abort) };
  }

  #prepare(request: SeedRequest): PreparedCommand {
    switch (request.transition.operation) {
      case SeedOperation.SEED_OP_GERMINATE:
        return this.#germinate(request);
      case SeedOperation.SEED_OP_START_TRAINING:
        return this.#train(request, request.slotState.seed as Seed);
      case SeedOperation.SEED_OP_START_GRAFTING:
        return this.#startGrafting(request);
      case SeedOperation.SEED_OP_EVALUATE:
        return this.#gated(request, () => {}, this.#scaleOf(request.slotState));
      case SeedOperation.SEED_OP_FINE_TUNE:
        return this.#fineTune(request);
      case SeedOperation.SEED_OP_FOSSILIZE:
        return this.#fossilize(request);
      case SeedOperation.SEED_OP_CULL:
      case SeedOperation.SEED_OP_CANCEL:
        return this.#takeBack(request);
      default:
        return this.#gated(request);
    }
  }

  #germinate(request: SeedRequest): PreparedCommand {
    const { slotState, command } = request;
    const { parts, options } = this.#scope();
    const seed = buildSeed(slotState, command, options.blueprints, parts.random);
    try {
      const payload = this.#check(request, seed);
      const training =
        request.parameters.train === 1 ? this.#trainAtOnce(request, seed) : undefined;
      return {
        commit: () => {
          slotState.attach(seed);
          this.#enter(request, payload);
          training?.commit();
        },
        abort: () => {
          training?.abort();
          seed.network.dispose();
        },
      };
    } catch (error) {
      seed.network.dispose();
      throw error;
    }
  }

  /** Prepares the training of a seed that is not in its slot yet, which is committed with it. */
  #trainAtOnce(request: SeedRequest, seed: Seed): PreparedCommand {
    const { SEED_STAGE_GERMINATED } = SeedLifecycleStage;
    const transition = transitionOf(SeedOperation.SEED_OP_START_TRAINING, SEED_STAGE_GERMINATED);
    return this.#train({ ...request, transition: transition as Transition }, seed);
  }

  #train(request: SeedRequest, seed: Seed): PreparedCommand {
    const { slotState, parameters } = request;
    const { parts, options } = this.#scope();
    const { max_warmup_steps: mostSteps = options.warmupSteps } = parameters;
    const payload = {
      ...this.#check(request, seed),
      from: SeedLifecycleStage.SEED_STAGE_GERMINATED,
    };
    const group = parts.optimizers.prepareGroup({
      name: slotState.group,
      parameters: seed.network.parameters,
      parent: HOST_GROUP,
      warmupSteps: Math.min(options.warmupSteps, mostSteps),
      startShare: options.startShare,
    });
    return {
      commit: () => {
        group.commit();
        slotState.grouped = true;
        this.#enter(request, payload);
      },
      abort: () => group.abort(),
    };
  }

  #startGrafting(request: SeedRequest): PreparedCommand {
    const { slotState, parameters, command } = request;
    const { trial_steps: steps, min_gain: minGain = 0 } = parameters;
    if (steps === undefined && parameters.min_gain !== undefined) {
      throw refused(command.commandId, 'parameter "min_gain" needs "trial_steps"');
    }
    const blend = new Blend(parameters.blend_steps ?? this.#scope().options.blendSteps);
    return this.#gated(request, (seed) => {
      const { last } = this.#scope();
      if (last) seed.before = last.judged;
      slotState.blend = blend;
      if (steps !== undefined) slotState.trial = { branch: "due", steps, minGain };
    });
  }

  #fineTune({ slotState, parameters, command, reason }: SeedRequest): PreparedCommand {
    const { parts } = this.#scope();
    const { learning_rate_scale: scale, hold } = parameters;
    if (hold !== undefined && slotState.stage !== SeedLifecycleStage.SEED_STAGE_BLENDING) {
      throw refused(
        command.commandId,
        `parameter "hold" needs a seed that is blended in: "${slotState.slot.name}" is in ${SeedLifecycleStage[slotState.stage]}`,
      );
    }
    return {
      commit: () => {
        if (scale !== undefined) parts.rates.rescale(slotState.group, scale, reason);
        if (hold !== undefined) slotState.blend.held = hold === 1;
      },
      abort: () => {},
    };
  }

  /** Ends the seed's life as a task: its weights go on learning by the loss of the network, or are frozen. */
  #fossilize(request: SeedRequest): PreparedCommand {
    const { fossils } = this.#scope().options;
    return this.#gated(request, ({ network }) => {
      const learns = fossils === "trained" && network.parameterCount > 0;
      if (!learns) this.#dropGroup(request.slotState);
    });
  }

  /** Removes the seed. Cancelling a blend reverses it first. */
  #takeBack(request: SeedRequest): PreparedCommand {
    const { slotState, transition, parameters } = request;
    const { to } = transition;
    if (to === undefined) return { commit: () => slotState.blend.reverse(), abort: () => {} };
    const { embargo_epochs: embargo = this.#scope().options.embargoEpochs } = parameters;
    return this.#gated(request, () => this.#remove(slotState, embargo, false));
  }

  /** Culls the seed of a slot at once, and tells nobody. */
  leaveOut(slotState: SlotState, reason: string): void {
    const { parts, options } = this.#scope();
    const { step, epoch } = parts.progress;
    this.#remove(slotState, options.embargoEpochs, true);
    slotState.enter(SeedLifecycleStage.SEED_STAGE_CULLED, reason, { step, epoch: epoch + 1 });
  }

  #remove(slotState: SlotState, embargoEpochs: number, quietly: boolean): void {
    slotState.slot.graft = undefined;
    slotState.slot.grown = undefined;
    this.#dropGroup(slotState, quietly);
    slotState.seed?.network.dispose();
    slotState.trial = undefined;
    slotState.embargoEpochs = embargoEpochs;
  }

  #dropGroup(slotState: SlotState, quietly: boolean = false): void {
    if (slotState.grouped) this.#scope().parts.optimizers.dropGroup(slotState.group, quietly);
    slotState.grouped = false;
  }

  /** Prepares a change of stage that has a gate, with the side effects `change`. */
  #gated(
    request: SeedRequest,
    change: (seed: Seed) => void = () => {},
    scale: number = Number.NaN,
  ): PreparedCommand {
    const seed = request.slotState.seed as Seed;
    const payload = this.#check(request, seed, scale);
    return {
      commit: () => {
        change(seed);
        this.#enter(request, payload);
      },
      abort: () => {},
    };
  }

  /** Returns by how much the seed scales a random activation, as of the end of the epoch if it was measured then. */
  #scaleOf(slotState: SlotState): number {
    return slotState.scale ?? this.measureScale(slotState);
  }

  /** Measures by how much the seed scales a random activation. */
  measureScale(slotState: SlotState): number {
    const { network } = slotState.seed as Seed;
    const random = this.#scope().parts.random(`${slotState.group}/probe`);
    return network.scaleOn(() => random.next(), PROBE_EXAMPLES);
  }

  /** Evaluates the gate and returns the event of the change. Throws if the gate fails. */
  #check(request: SeedRequest, seed: Seed, scale: number = Number.NaN): SeedTransition {
    const { slotState, transition, reason, command } = request;
    const { parts, options, last, emit } = this.#scope();
    const { gate, to = slotState.stage } = transition;
    const evidence = evidenceOf(slotState, seed, last, scale);
    const verdict = gate === undefined ? undefined : judge(gate, evidence, options.gates);
    const { step } = parts.progress;
    const { name } = slotState.slot;
    const { blueprint } = seed;
    const payload = { seed: name, blueprint, from: slotState.stage, to, verdict, reason, step };
    const failed = verdict?.checks.filter(({ passed }) => !passed) ?? [];
    if (failed.length === 0) return payload;
    emit(payload);
    const faults = failed.map(
      ({ name, value, rule }) => `${name} must be ${rule} and is ${Number(value.toPrecision(4))}`,
    );
    const gateName = SeedLifecycleGate[gate ?? 0];
    throw refused(command.commandId, `${gateName} does not let it pass: ${faults.join("; ")}`);
  }

  #enter({ slotState, transition, reason }: SeedRequest, payload: SeedTransition): void {
    const { parts, emit } = this.#scope();
    const { step, epoch } = parts.progress;
    // A boundary belongs to the epoch that it ends.
    slotState.enter(transition.to ?? slotState.stage, reason, { step, epoch: epoch + 1 });
    emit({ ...payload, step });
  }
}
