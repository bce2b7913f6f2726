import type { SlotSpec } from "../../../core/mod.ts";
import { meanGain, sumGain } from "../_shared/mod.ts";
import type { Wrapped } from "./wrapped.ts";

const OPAQUE: SlotSpec = { role: "opaque", gain: () => 1 };

/** What a field of an optimizer of tfjs means, by `<class>.<field>`; those of other classes are opaque. */
const MEANINGS: Readonly<Record<string, (option: (name: string) => number) => SlotSpec>> = {
  "Momentum.accumulations": (option) => ({ role: "momentum", gain: sumGain(option("momentum")) }),
  "Adam.accumulatedFirstMoment": (option) => ({ role: "mean", gain: meanGain(option("beta1")) }),
  "Adam.accumulatedSecondMoment": (option) => ({
    role: "meanSquare",
    gain: meanGain(option("beta2")),
  }),
  "RMSProp.accumulatedMeanSquares": (option) => ({
    role: "meanSquare",
    gain: meanGain(option("decay")),
  }),
  "RMSProp.accumulatedMeanGrads": (option) => ({ role: "mean", gain: meanGain(option("decay")) }),
  "Adagrad.accumulatedGrads": () => ({ role: "squareSum", gain: (count) => count }),
};

/** What each slot of a wrapped optimizer means. */
export function slotSpecsOf({ optimizer, vectors }: Wrapped): Readonly<Record<string, SlotSpec>> {
  const config = optimizer.getConfig() as Readonly<Record<string, number>>;
  const option = (name: string) => config[name] as number;
  const specs = vectors.map((field) => {
    const meaning = MEANINGS[`${optimizer.getClassName()}.${field}`];
    return [field, meaning?.(option) ?? OPAQUE] as const;
  });
  return Object.fromEntries(specs);
}
