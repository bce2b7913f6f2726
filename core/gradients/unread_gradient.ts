import { tf } from "../../deps.ts";
import type { GradientRule } from "./gradient_rule.ts";
import type { AccumulatedGradient } from "./gradient_source.ts";
import { isLost } from "./squared_norm.ts";

// P = numbers in a parameter group, N = numbers of a step: means, then what the rule measures

/** What a step's gradient is concluded from. */
interface UnreadParts {
  readonly rule: GradientRule;
  readonly gradients: readonly tf.Tensor1D[];
  readonly numbers: tf.Tensor1D;
  /** How many of the numbers are means. */
  readonly count: number;
  readonly examples: number;
  readonly sampled: boolean;
}

/** The gradient of a step of which no number has been read. */
export class UnreadGradient {
  readonly #parts: UnreadParts;

  constructor(parts: UnreadParts) {
    this.#parts = parts;
  }

  /** Of each group in turn, [P], if the rule is direct; what it is made of otherwise. The caller's until it concludes. */
  get gradients(): readonly tf.Tensor1D[] {
    return this.#parts.gradients;
  }

  /** All that has to be read of the step, [N]. The caller's. */
  get numbers(): tf.Tensor1D {
    return this.#parts.numbers;
  }

  /** Examples behind it. */
  get examples(): number {
    return this.#parts.examples;
  }

  /** Euclidean norm of the gradient if the rule is direct. The caller disposes it. */
  deviceNorm(): tf.Scalar {
    const { numbers, count } = this.#parts;
    return tf.tidy(() => numbers.slice(count).sum<tf.Scalar>().sqrt());
  }

  /** Whether loss and gradient are finite, and nothing else has to be read to conclude. */
  isPlain(numbers: Float32Array): boolean {
    const measured = numbers.subarray(this.#parts.count);
    return Number.isFinite(numbers[0]) && measured.every(Number.isFinite) && !this.isLost(numbers);
  }

  /** Whether to conclude, the gradients themselves must be read: a square left the range of float32. */
  isLost(numbers: Float32Array): boolean {
    return numbers.subarray(this.#parts.count).some(isLost);
  }

  /** Makes the step's gradient of what was read. */
  conclude(numbers: Float32Array): AccumulatedGradient {
    const { rule, gradients, count, examples, sampled } = this.#parts;
    const [metrics, measured] = [numbers.subarray(0, count), numbers.subarray(count)];
    return { ...rule.conclude(gradients, metrics, measured, sampled), examples };
  }
}
