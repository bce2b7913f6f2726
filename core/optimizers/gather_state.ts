import { tf } from "../../deps.ts";
import { flatten } from "../arena/flatten.ts";
import { layoutOf } from "../arena/layout.ts";
import type { GroupContents, ParameterGroup } from "../arena/parameter_group.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import type { Parameter } from "../ports/host.ts";
import type { Segment } from "../ports/optimizer.ts";

/** Where a weight is trained now. */
interface Place {
  readonly parameter: Parameter;
  readonly group: ParameterGroup;
  readonly segment: Segment;
}

/**
 * What optimizers remember of `parameters`, gathered from the groups that these are in now. Of several groups, it is
 * that of `name`, or else of the one that has most of them, and of those whose slots mean the same at the same count.
 *
 * @returns A group of its own that the caller disposes; `undefined` if none of them is trained now.
 */
export function gatherState(
  parameters: readonly Parameter[],
  groups: ParameterGroups,
  name: string,
): GroupContents | undefined {
  const places = parameters.flatMap((parameter) => placeOf(parameter, groups) ?? []);
  const main = mainOf(places, groups.find(name));
  if (!main) return undefined;
  const taken = places.filter(({ group }) => group === main || meansTheSame(group, main));
  const { optimizer, state } = main.contents;
  const slots = Object.keys(state.slots).map((slot) => [slot, slotOf(slot, taken)]);
  const weights = taken.map(({ parameter }) => parameter);
  return {
    parameters: weights,
    buffers: [],
    layout: layoutOf(weights),
    parameters_P: flatten(weights, ({ variable }) => variable),
    optimizer,
    state: { ...state, slots: Object.fromEntries(slots), constants: {} },
  };
}

function placeOf(parameter: Parameter, groups: ParameterGroups): Place | undefined {
  for (const group of groups) {
    const at = group.contents.parameters.indexOf(parameter);
    if (at >= 0) return { parameter, group, segment: group.layout.segments[at] as Segment };
  }
  return undefined;
}

function mainOf(
  places: readonly Place[],
  own: ParameterGroup | undefined,
): ParameterGroup | undefined {
  const sizes = new Map<ParameterGroup, number>();
  for (const { group, segment } of places) {
    sizes.set(group, (sizes.get(group) ?? 0) + segment.size);
  }
  if (own && sizes.has(own)) return own;
  return [...sizes].sort(([, a], [, b]) => b - a)[0]?.[0];
}

function meansTheSame({ contents: a }: ParameterGroup, { contents: b }: ParameterGroup): boolean {
  const { count } = a.state;
  if (a.optimizer.name !== b.optimizer.name || count !== b.state.count) return false;
  const [scalars, others] = [a, b].map(({ state }) => JSON.stringify(state.scalars ?? {}));
  const names = Object.keys(b.state.slots);
  const gains = (of: GroupContents, slot: string) => of.optimizer.slots[slot]?.gain(count);
  return (
    scalars === others &&
    names.join() === Object.keys(a.state.slots).join() &&
    names.every((slot) => gains(a, slot) === gains(b, slot))
  );
}

function slotOf(slot: string, places: readonly Place[]): tf.Tensor1D {
  return tf.keep(
    tf.tidy(() => {
      const pieces = places.map(({ group, segment: { offset, size } }) =>
        (group.contents.state.slots[slot] as tf.Tensor1D).slice([offset], [size]),
      );
      return tf.concat1d(pieces);
    }),
  );
}
