import { TAMIYO, type Tamiyo } from "../../../core/mod.ts";
import { ContainerModule } from "../../../deps.ts";

const NOBODY: Tamiyo = {
  name: "none",
  present: false,
  counts: { lateAnswers: 0, replaced: 0 },
  memory: undefined,
  start: () => Promise.resolve(),
  decide: () => ({ kind: "none" }),
  report: () => {},
  restore: () => {},
  recover: () => {},
  dispose: () => Promise.resolve(),
};

/** Trains without a controller. The default. */
export function noTamiyo(): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(TAMIYO).toConstantValue(NOBODY);
  });
}
