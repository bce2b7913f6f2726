import {
  type Column,
  type Host,
  OBJECTIVE,
  type Objective,
  parseOptions,
  type ValueLimit,
} from "../../../core/mod.ts";
import { ContainerModule, type tf } from "../../../deps.ts";
import {
  ClassObjective,
  checkActivation,
  Elementwise,
  meansOfRows,
  refuse,
} from "../_shared/mod.ts";
import { binaryFocalLosses, categoricalFocalLosses } from "./losses.ts";
import { type FocalOptions, FocalSchema } from "./options.ts";

const NAME = "focal";

class Focal implements Objective {
  readonly name = NAME;
  readonly metrics = [{ name: "accuracy", better: "higher" }] as const;
  readonly origin: Objective["origin"];
  readonly #binary: Objective;
  readonly #categorical: Objective;
  /** Which of the two the network's output is for. */
  #used: Objective;

  constructor(binary: Objective, categorical: Objective) {
    this.origin = binary.origin;
    this.#binary = binary;
    this.#categorical = categorical;
    this.#used = categorical;
  }

  check(host: Host, targets: readonly Column[], weights?: Column): void {
    this.#used = this.#objectiveOf(host);
    this.#used.check(host, targets, weights);
  }

  limitOf(host: Host, target: Column): ValueLimit | undefined {
    return this.#objectiveOf(host).limitOf?.(host, target);
  }

  loss(...batch: Parameters<Objective["loss"]>): tf.Scalar {
    return this.#used.loss(...batch);
  }

  computeMetrics(...batch: Parameters<Objective["loss"]>): readonly tf.Scalar[] {
    return this.#used.computeMetrics(...batch);
  }

  countOf(targets: readonly tf.Tensor[], weights?: tf.Tensor): tf.Scalar | undefined {
    return this.#used.countOf?.(targets, weights);
  }

  #objectiveOf({ outputShapes }: Host): Objective {
    const [output = []] = outputShapes;
    return output.length === 0 || output.at(-1) === 1 ? this.#binary : this.#categorical;
  }
}

/**
 * Cross-entropy in which an example that is nearly right counts little: -(1 - p)^gamma log p, with the probability p of
 * the target; mean over the rows.
 *
 * An output whose last axis is 1 or missing is a yes or no with targets of 0 and 1; others have a class for each number,
 * as with `softmaxCrossEntropy`. Measures `accuracy` too.
 *
 * @see Lin et al. 2017, arXiv:1708.02002, equation 5; `keras.losses.BinaryFocalCrossentropy` and
 * `CategoricalFocalCrossentropy`.
 */
export function focal(options: FocalOptions = {}): ContainerModule {
  const checked = parseOptions(`make ${NAME}`, FocalSchema, options);
  const { classWeights, fromLogits, ignore } = checked;
  const [ofNo = 1, ofYes = 1] = classWeights ?? [];
  const binary = new Elementwise({
    name: NAME,
    maker: NAME,
    options,
    ignore,
    losses: (outputs, targets) => {
      const losses = binaryFocalLosses(outputs, targets, checked);
      return classWeights ? losses.mul(targets.mul(ofYes - ofNo).add(ofNo)) : losses;
    },
    metrics: {
      accuracy: {
        better: "higher",
        values: (outputs, targets) =>
          outputs
            .greater(fromLogits ? 0 : 0.5)
            .equal(targets.greater(0.5))
            .cast("float32"),
      },
    },
    check: (pair) => {
      if (classWeights && classWeights.length !== 2) {
        refuse(NAME, `"classWeights" must have 2 numbers, but has ${classWeights.length}`);
      }
      checkActivation(NAME, "sigmoid", fromLogits, pair);
    },
  });
  const categorical = new ClassObjective({
    name: NAME,
    maker: NAME,
    options,
    ...(ignore !== undefined && { ignore }),
    ...(classWeights && { classWeights }),
    ...meansOfRows((outputs_RC, targets_RC) =>
      categoricalFocalLosses(outputs_RC, targets_RC, checked),
    ),
    check: (pair) => checkActivation(NAME, "softmax", fromLogits, pair),
  });
  return new ContainerModule(({ bind }) => {
    bind(OBJECTIVE)
      .toResolvedValue(() => new Focal(binary, categorical))
      .inSingletonScope();
  });
}
