import { OPTIMIZER, type Optimizer } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

const FROZEN: Optimizer = {
  name: "frozen",
  init: () => ({ count: 0, slots: {}, constants: {} }),
  update: (parameters_P, _gradients_P, state) => ({
    parameters_P: parameters_P.reshape(parameters_P.shape),
    state: { ...state, count: state.count + 1 },
  }),
};

/** Leaves the parameters as they are: shows what a run costs without its optimizer. */
export function frozen(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(OPTIMIZER).toConstantValue(FROZEN);
  });
}
