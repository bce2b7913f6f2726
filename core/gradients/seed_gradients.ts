import type { tf } from "../../deps.ts";
import { joined } from "../arena/flatten.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { Batch } from "../data/feeder.ts";
import type { SeedGradients, SeedTraining } from "../ports/seed_training.ts";
import type { BatchGradient, GradientRule, StepGradient } from "./gradient_rule.ts";
import { normOf, squaredNorm } from "./squared_norm.ts";

// P = numbers in a parameter group, S = numbers that are measured

/**
 * A rule for the host's losses, and beside it the own losses of seeds that train alone: what they send into their own
 * groups replaces the zeros that the host's losses send there. Costs nothing if no seed trains alone.
 */
export class WithSeeds implements GradientRule {
  readonly #host: GradientRule;
  readonly #groups: ParameterGroups;
  readonly #seeds: SeedTraining;

  constructor(host: GradientRule, groups: ParameterGroups, seeds: SeedTraining) {
    this.#host = host;
    this.#groups = groups;
    this.#seeds = seeds;
  }

  get isDirect(): boolean {
    return this.#host.isDirect === true && this.#alone().length === 0;
  }

  get readsGradients(): boolean {
    return this.#host.readsGradients === true;
  }

  differentiate(batch: Batch): BatchGradient {
    const host = this.#host.differentiate(batch);
    if (this.#alone().length === 0) return host;
    const own = this.#seeds.differentiate(batch.targets, batch.weights);
    return {
      gradients: [...host.gradients, ...this.#flatten(own)],
      ...(host.squares_G && { squares_G: host.squares_G }),
      metrics_S: joined([host.metrics_S, ...own.losses]),
      ...(host.count && { count: host.count }),
    };
  }

  measure(
    gradients: readonly tf.Tensor[],
    squares_G?: BatchGradient["squares_G"],
    sampled?: boolean,
  ): tf.Tensor1D {
    const [host, own] = this.#parted(gradients);
    const ofHost = this.#host.measure(host, squares_G, sampled);
    if (own.length === 0) return ofHost;
    return joined([ofHost, ...own.map(squaredNorm)]);
  }

  retry(): boolean {
    return this.#host.retry?.() ?? false;
  }

  conclude(
    gradients: readonly tf.Tensor[],
    metrics: Float32Array,
    measured: Float32Array,
    sampled: boolean,
  ): StepGradient {
    const [host, own] = this.#parted(gradients);
    if (own.length === 0) return this.#host.conclude(host, metrics, measured, sampled);
    const ofHost = metrics.length - own.length;
    const squares = measured.subarray(measured.length - own.length);
    const step = this.#host.conclude(
      host,
      metrics.subarray(0, ofHost),
      measured.subarray(0, measured.length - own.length),
      sampled,
    );
    return { ...this.#replace(step, own, squares), seedLosses: metrics.subarray(ofHost) };
  }

  /** Numbers of the groups whose seeds train alone. */
  #alone(): number[] {
    return [...this.#groups].flatMap(({ name }, at) => (this.#seeds.trainsAlone(name) ? [at] : []));
  }

  /** Own gradients of the seeds that train alone, [P] a group. */
  #flatten({ gradients }: SeedGradients): readonly tf.Tensor1D[] {
    const groups = [...this.#groups].filter(({ name }) => this.#seeds.trainsAlone(name));
    return groups.map((group) => group.flatten(({ variable }) => gradients.get(variable)));
  }

  /** The gradients of the host's losses, and those of the seeds' own behind them. */
  #parted(gradients: readonly tf.Tensor[]): readonly [tf.Tensor[], tf.Tensor[]] {
    const groups = gradients.length - this.#alone().length;
    return [gradients.slice(0, groups), gradients.slice(groups)];
  }

  #replace(step: StepGradient, own: readonly tf.Tensor[], squares: Float32Array): StepGradient {
    const gradients = [...step.gradients];
    const norms = [...step.norms];
    this.#alone().forEach((at, index) => {
      const own_P = own[index] as tf.Tensor1D;
      norms[at] = normOf(squares[index] as number, own_P);
      // Without a gradient of the host's there is no step, for nobody.
      if (gradients.length === 0) own_P.dispose();
      else {
        gradients[at]?.dispose();
        gradients[at] = own_P;
      }
    });
    return { ...step, gradients, norms };
  }
}
