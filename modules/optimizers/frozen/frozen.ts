import { OPTIMIZER, type Optimizer, parseOptions } from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";

const FROZEN: Optimizer = {
  name: "frozen",
  options: {},
  slots: {},
  with: (changes) => {
    parseOptions("change frozen", z.strictObject({}), changes);
    return FROZEN;
  },
  init: () => ({ count: 0, slots: {}, constants: {} }),
  update: (parameters_P, _gradients_P, state) => ({
    parameters_P: parameters_P.reshape(parameters_P.shape),
    state: { ...state, count: state.count + 1 },
  }),
};

/** Leaves the parameters unchanged, to measure what a run costs without its optimizer. */
export function frozen(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(OPTIMIZER).toConstantValue(FROZEN);
  });
}
