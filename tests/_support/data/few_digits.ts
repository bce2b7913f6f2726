import { DATA_SOURCE } from "../../../core/mod.ts";
import type { ContainerModule } from "../../../deps.ts";
import { arrays, digits } from "../../../modules/mod.ts";
import { resolveProvider } from "../../../testing/_support/resolve_provider.ts";

/**
 * Some of the real digits, the same ones each time.
 *
 * @param train Digits to train on.
 * @param validation Others to validate on.
 */
export async function fewDigits(train: number, validation: number): Promise<ContainerModule> {
  const source = await resolveProvider(DATA_SOURCE, digits({ validation: 0 }));
  const { train: all } = await source.open(0);
  // The digits lie class by class: steps of a large prime take some of each, and none twice.
  const chosen = Uint32Array.from({ length: train + validation }, (_, i) => (i * 7919) % all.size);
  const { inputs, targets } = await all.gather(chosen);
  const [pixels, labels] = [inputs[0] as Float32Array, targets[0] as Int32Array];
  const part = (from: number, to: number) => ({
    inputs: { image: { values: pixels.slice(from * 784, to * 784), shape: [28, 28, 1] } },
    targets: { label: { values: labels.slice(from, to), classes: 10 } },
  });
  return arrays({ ...part(0, train), validation: part(train, train + validation) });
}
