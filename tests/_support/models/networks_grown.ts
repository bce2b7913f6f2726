import type { Host } from "../../../core/mod.ts";
import { type ContainerModule, tf } from "../../../deps.ts";
import { cnn } from "../../../modules/mod.ts";
import { SeedLifecycleStage } from "../../../proto/mod.ts";
import { growTo, onSeedStage, type SeedTestStage } from "../training/seeds.ts";
import type { Networks } from "./chain.ts";

const { SEED_STAGE_BLENDING, SEED_STAGE_FOSSILIZED } = SeedLifecycleStage;

const images = () =>
  cnn({ inputShape: [4, 4, 1], filters: [2, 2], units: 4, classes: 3, slots: true });

/** The layers of a small host in which a seed grew. */
async function grown(
  blueprint: string,
  grow: (stage: SeedTestStage) => void,
  host?: ContainerModule,
): Promise<tf.LayersModel> {
  const layers: object[] = [];
  await onSeedStage(
    (stage) => {
      grow(stage);
      const copy = (stage.parts.host as Required<Host>).toModel();
      layers.push(copy.toJSON(undefined, false) as object);
      copy.dispose();
    },
    { blendSteps: 4, blueprint, ...(host && { host }) },
  );
  return tf.models.modelFromJSON(layers[0] as Parameters<typeof tf.models.modelFromJSON>[0]);
}

const wholly = (stage: SeedTestStage) => growTo(stage, SEED_STAGE_FOSSILIZED);

const halfway = (stage: SeedTestStage) => {
  growTo(stage, SEED_STAGE_BLENDING);
  for (let step = 0; step < 2; step++) stage.step();
};

/** Networks in which seeds grew, by their blueprints. */
export const grownNetworks: Networks = {
  "grown dense-bottleneck": () => grown("dense-bottleneck", wholly),
  "grown conv-norm": () => grown("conv-norm", wholly, images()),
  "grown depthwise-conv": () => grown("depthwise-conv", wholly, images()),
  "grown attention": () => grown("attention", wholly, images()),
  "grown dense-bottleneck, half blended": () => grown("dense-bottleneck", halfway),
};
