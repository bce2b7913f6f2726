import { type KasminaParts, refused, withSeededMathRandom } from "../../../core/mod.ts";
import type { AdaptationCommand } from "../../../proto/mod.ts";
import type { Blueprint } from "./blueprint.ts";
import { BLUEPRINTS } from "./blueprints.ts";
import type { Plot, Seed } from "./plot.ts";
import { SeedNetwork } from "./seed_network.ts";

/**
 * Builds the seed that a command asks for, and runs it once.
 *
 * @param further Blueprints besides the built-in ones.
 * @throws {TolariaError} `command/refused` for a blueprint that there is none of or that does not fit the slot.
 */
export function buildSeed(
  plot: Plot,
  { commandId, seedOperation }: AdaptationCommand,
  further: Readonly<Record<string, Blueprint>>,
  random: KasminaParts["random"],
): Seed {
  const name = seedOperation?.blueprintId ?? "";
  const blueprints = { ...BLUEPRINTS, ...further };
  const blueprint = Object.hasOwn(blueprints, name) ? blueprints[name] : undefined;
  if (!blueprint) {
    const known = Object.keys(blueprints).join(", ");
    throw refused(
      commandId,
      `"blueprint_id" must be one of ${known}, but is ${JSON.stringify(name)}`,
    );
  }
  const { name: slot, shape } = plot.slot;
  const needed = blueprint.misfit(shape);
  if (needed !== undefined) {
    throw refused(
      commandId,
      `blueprint "${name}" needs ${needed}: that of slot "${slot}" is [${shape.join(", ")}]`,
    );
  }
  const generation = plot.generations + 1;
  const network = buildNetwork(plot, generation, blueprint, random);
  if (network.buffers.length > 0) {
    network.dispose();
    throw refused(
      commandId,
      `blueprint "${name}" must have no weights that are not trained: it has ${network.buffers.join(", ")}`,
    );
  }
  return { blueprint: name, generation, network, probe: network.probe(), stages: [] };
}

/** The network of the seed of that generation, as it was built the first time. */
export function buildNetwork(
  { group, slot }: Plot,
  generation: number,
  blueprint: Blueprint,
  random: KasminaParts["random"],
): SeedNetwork {
  const path = `${group}/${generation}`;
  // Of its own, so that what the host draws does not depend on what grows in it.
  return withSeededMathRandom(random(path), () => new SeedNetwork(blueprint, path, slot.shape));
}
