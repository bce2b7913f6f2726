import type { NumberStep } from "./column_json.ts";

/** What was fitted for a number. */
export interface NumberFitted {
  /** Training values that were there. */
  readonly count: number;
  /** Training values that were missing. */
  readonly missing: number;
  /** What takes the place of a missing value, before the steps. */
  readonly fill?: number;
  readonly mean?: number;
  readonly deviation?: number;
  readonly min?: number;
  readonly max?: number;
}

/** Changes the first `count` numbers in place. */
type Stage = (numbers: Float64Array, count: number) => void;

/** Whether a step is fitted. */
export const isFitted = ({ step }: NumberStep): boolean =>
  step === "standardize" || step === "minMax";

/** Returns the steps as they change numbers in place. */
export function stagesOf(steps: readonly NumberStep[], fitted: NumberFitted): readonly Stage[] {
  return steps.map((step): Stage => {
    if (step.step === "log1p") return (numbers, count) => each(numbers, count, Math.log1p);
    if (step.step === "clip") {
      const { low, high } = step;
      return (numbers, count) => each(numbers, count, (x) => Math.min(high, Math.max(low, x)));
    }
    const { shift, divisor, offset } = affineOf(step, fitted);
    return (numbers, count) => {
      for (let at = 0; at < count; at++) {
        numbers[at] = ((numbers[at] as number) - shift) / divisor + offset;
      }
    };
  });
}

/** Returns what turns a prepared number back. A number that was clipped stays so. */
export function inverseOf(
  steps: readonly NumberStep[],
  fitted: NumberFitted,
): (value: number) => number {
  const backwards = [...steps].reverse().flatMap((step) => {
    if (step.step === "clip") return [];
    if (step.step === "log1p") return [Math.expm1];
    const { shift, divisor, offset } = affineOf(step, fitted);
    return [(y: number) => (y - offset) * divisor + shift];
  });
  return (value) => backwards.reduce((y, back) => back(y), value);
}

/** Says how a number is prepared: `standardized, mean 104.5, deviation 38.5`. */
export function describeSteps(steps: readonly NumberStep[], fitted: NumberFitted): string {
  const said = steps.map((step) => describeStep(step, fitted));
  return said.join(", ") || "as it is";
}

function describeStep(step: NumberStep, fitted: NumberFitted): string {
  switch (step.step) {
    case "log1p":
      return "log1p";
    case "clip":
      return `clipped to [${step.low}, ${step.high}]`;
    case "scale":
      return `times ${step.factor}${step.offset === 0 ? "" : `, plus ${step.offset}`}`;
    case "standardize":
      return `standardized, mean ${short(fitted.mean)}, deviation ${short(fitted.deviation)}`;
    case "minMax":
      return `scaled to [0, 1] from [${short(fitted.min)}, ${short(fitted.max)}]`;
  }
}

function short(value = 0): string {
  return String(Number(value.toPrecision(4)));
}

/** y = (x - shift) / divisor + offset. What does not vary is only shifted, as in scikit-learn. */
function affineOf(step: NumberStep, { mean = 0, deviation = 1, min = 0, max = 1 }: NumberFitted) {
  if (step.step === "standardize") return { shift: mean, divisor: deviation || 1, offset: 0 };
  if (step.step === "minMax") return { shift: min, divisor: max - min || 1, offset: 0 };
  if (step.step === "scale") return { shift: 0, divisor: 1 / step.factor, offset: step.offset };
  return { shift: 0, divisor: 1, offset: 0 };
}

function each(numbers: Float64Array, count: number, change: (value: number) => number): void {
  for (let at = 0; at < count; at++) numbers[at] = change(numbers[at] as number);
}
