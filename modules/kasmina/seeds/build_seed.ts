import {
  type KasminaParts,
  refused,
  unknownName,
  withSeededMathRandom,
} from "../../../core/mod.ts";
import type { AdaptationCommand } from "../../../proto/mod.ts";
import { type Blueprint, misfitOf } from "./blueprint.ts";
import { BUILT_IN } from "./built_in.ts";
import { SeedNetwork } from "./seed_network.ts";
import type { Seed, SlotState } from "./slot_state.ts";

/**
 * Builds the seed of a command and probes it.
 *
 * @param further Blueprints besides the built-in ones.
 * @throws {TolariaError} `command/refused` if the blueprint is unknown or does not fit the slot.
 */
export function buildSeed(
  slotState: SlotState,
  { commandId, seedOperation }: AdaptationCommand,
  further: Readonly<Record<string, Blueprint>>,
  random: KasminaParts["random"],
): Seed {
  const name = seedOperation?.blueprintId ?? "";
  const blueprints = { ...BUILT_IN, ...further };
  const blueprint = Object.hasOwn(blueprints, name) ? blueprints[name] : undefined;
  if (!blueprint) {
    throw refused(commandId, unknownName("blueprint", name, Object.keys(blueprints)));
  }
  const { name: slot, shape } = slotState.slot;
  const needed = misfitOf(blueprint, slotState.slot);
  if (needed !== undefined) {
    throw refused(
      commandId,
      `blueprint "${name}" needs ${needed}: that of slot "${slot}" is [${shape.join(", ")}]`,
    );
  }
  const generation = slotState.generations + 1;
  const network = buildNetwork(slotState, generation, blueprint, random);
  if (network.buffers.length > 0) {
    network.dispose();
    throw refused(
      commandId,
      `blueprint "${name}" must have no weights that are not trained: it has ${network.buffers.join(", ")}`,
    );
  }
  return { blueprint: name, generation, network, probe: network.probe(), stages: [] };
}

/** Builds the network of a seed; the same generation always gets the same weights. */
export function buildNetwork(
  { group, slot }: SlotState,
  generation: number,
  blueprint: Blueprint,
  random: KasminaParts["random"],
): SeedNetwork {
  const path = `${group}/${generation}`;
  // A separate stream, so that seeds do not change the host's random numbers.
  return withSeededMathRandom(
    random(path),
    () => new SeedNetwork(blueprint, path, slot.shape, slot.beside),
  );
}
