import { tf, z } from "../../deps.ts";
import { share } from "../arena/layout.ts";
import { disposeContents, type GroupContents, ParameterGroup } from "../arena/parameter_group.ts";
import type { ParameterGroups } from "../arena/parameter_groups.ts";
import { piecesOf } from "../arena/pieces_of.ts";
import { errorMessage, TolariaError } from "../errors/mod.ts";
import type { Json } from "../json.ts";
import type { Parameter } from "../ports/host.ts";
import type { ArenaLayout, Optimizer, Segment } from "../ports/optimizer.ts";
import type { StatePart, StateTensor } from "../ports/training_state.ts";
import type { SliceRestore, StateSlice } from "../state/define_slice.ts";
import { checkVersion } from "../state/define_slice.ts";
import { parseState } from "../state/parse_state.ts";
import { type GroupShape, rebuildShape } from "./group_shape.ts";
import {
  type OptimizerRecord,
  OptimizerRecordSchema,
  recordOptimizer,
} from "./recreate_optimizer.ts";

/** Version of the data. */
const VERSION = 1;

/** Serialized group without tensors. */
export interface GroupRecord {
  readonly name: string;
  /** Names of the trained weights, in the order of the layout. */
  readonly parameters: readonly string[];
  /** Names of the other weights. */
  readonly buffers: readonly string[];
  readonly optimizer: OptimizerRecord;
  readonly count: number;
  readonly scalars: Readonly<Record<string, number>>;
  /** Names of the optimizer's slots, in the order of their tensors. */
  readonly slots: readonly string[];
}

const GroupSchema: z.ZodType<GroupRecord> = z.strictObject({
  name: z.string().min(1),
  parameters: z.array(z.string()),
  buffers: z.array(z.string()),
  optimizer: OptimizerRecordSchema,
  count: z.int().min(0),
  scalars: z.record(z.string(), z.number()),
  slots: z.array(z.string()),
});

/** Dependencies for restoring groups. */
export interface GroupsParts {
  readonly groups: ParameterGroups;
  /** Looks up a weight, including those restored in the same restore. */
  readonly parameter: (name: string) => Parameter | undefined;
  /** Recreates an optimizer. @throws {TolariaError} `state/invalid`. */
  readonly optimizer: (record: OptimizerRecord) => Optimizer;
}

/** Defines the slice of the parameter groups: weights, values and optimizer state. */
export function groupsSlice(parts: GroupsParts): StateSlice {
  return {
    name: "groups",
    capture: () => capture(parts.groups),
    prepare: (part) => prepare(parts, part),
  };
}

function capture(groups: ParameterGroups): StatePart {
  const all = [...groups];
  const derived: tf.Tensor[] = [];
  for (const { contents } of groups.showsAverages ? [] : all) {
    for (const { variable } of contents.parameters) derived.push(handle(variable as tf.Tensor));
  }
  return {
    version: VERSION,
    data: all.map(recordOf) as unknown as Json,
    tensors: all.flatMap(tensorsOf),
    ...(!groups.showsAverages && { derived }),
    live: all.map(({ contents }): GroupShape => contents),
  };
}

function handle<T extends tf.Tensor>(tensor: T): T {
  return tf.keep(share(tensor));
}

function recordOf({ name, contents }: ParameterGroup): GroupRecord {
  const { parameters, buffers, optimizer, state } = contents;
  return {
    name,
    parameters: parameters.map((parameter) => parameter.name),
    buffers: buffers.map((parameter) => parameter.name),
    optimizer: recordOptimizer(optimizer),
    count: state.count,
    scalars: { ...state.scalars },
    slots: Object.keys(state.slots),
  };
}

function tensorsOf({ contents }: ParameterGroup): StateTensor[] {
  const { layout, parameters_P, state, buffers } = contents;
  const { segments } = layout;
  return [
    { prefix: "parameters", tensor: handle(parameters_P), segments },
    ...Object.entries(state.slots).map(([slot, slot_P]) => ({
      prefix: `optimizer/${slot}`,
      tensor: handle(slot_P),
      segments,
    })),
    ...buffers.map(({ name, variable }) => ({
      prefix: "buffers",
      tensor: handle(variable as tf.Tensor),
      segments: [wholeOf(name, variable)],
    })),
  ];
}

function wholeOf(name: string, { shape, size }: tf.Tensor | tf.Variable): Segment {
  return { name, shape, offset: 0, size };
}

/** Contents that a group will have, and the values of its variables. */
interface NextGroup {
  readonly group: ParameterGroup;
  /** Whether the group was created for this restore. */
  readonly made: boolean;
  readonly contents: GroupContents;
  /** Values of the trained weights, in their shapes. */
  readonly values: readonly tf.Tensor[];
  /** Values of the other weights. */
  readonly buffers: readonly tf.Tensor[];
}

function prepare(parts: GroupsParts, part: StatePart): SliceRestore {
  checkVersion("groups", part, VERSION);
  const records = part.live
    ? (part.data as unknown as readonly GroupRecord[])
    : parseState("the parameter groups", z.array(GroupSchema), part.data);
  const next: NextGroup[] = [];
  const queue = new Queue(part);
  try {
    records.forEach((record, index) => {
      next.push(nextGroup(parts, record, queue, (part.live as GroupShape[] | undefined)?.[index]));
    });
  } catch (error) {
    for (const one of next) disposeNext(one);
    throw error;
  }
  return exchangingGroups(parts.groups, next);
}

/** Queue of a state's tensors. */
class Queue {
  readonly #tensors: StateTensor[];
  readonly #derived: tf.Tensor[] | undefined;

  constructor({ tensors, derived }: StatePart) {
    this.#tensors = [...tensors];
    this.#derived = derived && [...derived];
  }

  /** The next tensor, which must hold the numbers of `segments`. */
  take(what: string, segments: readonly Segment[]): tf.Tensor {
    const next = this.#tensors.shift();
    const size = segments.reduce((sum, segment) => sum + segment.size, 0);
    if (next?.tensor.size === size) return next.tensor;
    const reason = next ? misfit(segments, next.segments) : "the state holds nothing for it";
    throw new TolariaError("state/invalid", errorMessage(reason, `restore the ${what}`));
  }

  /** Values of variables that the state holds. */
  takeDerived(count: number): tf.Tensor[] | undefined {
    return this.#derived?.splice(0, count);
  }
}

/** The first weight that has another size in a state. */
function misfit(segments: readonly Segment[], saved: readonly Segment[]): string {
  const at = segments.findIndex(({ size }, index) => size !== saved[index]?.size);
  const { name, size } = (segments[at] ?? saved[segments.length]) as Segment;
  const found = saved.find((segment) => segment.name === name)?.size ?? "none";
  return `weight "${name}" has ${size} numbers, but ${found} in the state`;
}

function nextGroup(
  parts: GroupsParts,
  record: GroupRecord,
  queue: Queue,
  live: GroupShape | undefined,
): NextGroup {
  const { name, count, scalars, slots } = record;
  const shape = live && !isGone(live) ? live : rebuildShape(parts, record);
  const { layout, parameters, optimizer } = shape;
  const take = (what: string, segments = layout.segments) =>
    queue.take(`${what} of group "${name}"`, segments);
  const parameters_P = handle(take("weights") as tf.Tensor1D);
  const taken = slots.map((slot) => [slot, handle(take(slot) as tf.Tensor1D)] as const);
  const buffers = shape.buffers.map(({ name, variable }) =>
    tf.keep(take("weights", [wholeOf(name, variable)]).reshape(variable.shape)),
  );
  const found = parts.groups.find(name);
  const group = found ?? ParameterGroup.empty(name, optimizer);
  const constants = constantsFor(group.contents, shape, parameters_P);
  return {
    group,
    made: !found,
    contents: {
      ...shape,
      parameters_P,
      state: { count, slots: Object.fromEntries(taken), scalars, constants },
    },
    values: queue.takeDerived(parameters.length)?.map(handle) ?? valuesOf(parameters_P, layout),
    buffers,
  };
}

/** Whether a weight is disposed, as those of a culled seed. */
function isGone({ parameters, buffers }: GroupShape): boolean {
  return [...parameters, ...buffers].some(({ variable }) => variable.isDisposed);
}

/** Constants of layout and options: those of `current` if it has the same, otherwise new ones. */
function constantsFor(
  current: GroupContents,
  { layout, optimizer }: GroupShape,
  parameters_P: tf.Tensor1D,
): GroupContents["state"]["constants"] {
  const same = current.layout === layout && current.optimizer === optimizer;
  if (same) return mapValues(current.state.constants, handle);
  const fresh = optimizer.init(layout, parameters_P);
  tf.dispose(fresh.slots as tf.NamedTensorMap);
  return fresh.constants;
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T) => U,
): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

function valuesOf(parameters_P: tf.Tensor1D, layout: ArenaLayout): readonly tf.Tensor[] {
  return layout.size === 0 ? [] : piecesOf(parameters_P, layout);
}

function disposeNext({ group, made, contents, values, buffers }: NextGroup): void {
  disposeContents(contents);
  tf.dispose([...values, ...buffers]);
  // A group created for an aborted restore has no earlier state.
  if (made) group.dispose();
}

function exchangingGroups(groups: ParameterGroups, next: readonly NextGroup[]): SliceRestore {
  let before: readonly NextGroup[] = [];
  let old: readonly ParameterGroup[] | undefined;
  return {
    commit: () => {
      before = next.map(({ group }) => currentOf(group));
      old = groups.exchange(next.map(({ group }) => group));
      for (const one of next) put(one);
    },
    confirm: () => {},
    settle: () => {
      for (const one of before) disposeNext(one);
      for (const group of old ?? []) if (!groups.find(group.name)) group.dispose();
      for (const { values, buffers } of next) tf.dispose([...values, ...buffers]);
    },
    abort: () => {
      if (old) {
        for (const one of before) put(one);
        groups.exchange(old);
        for (const { values, buffers } of before) tf.dispose([...values, ...buffers]);
      }
      for (const one of next) disposeNext(one);
    },
  };
}

/** Captures a group, with handles to the values of its variables. */
function currentOf(group: ParameterGroup): NextGroup {
  const { contents } = group;
  const values = (list: readonly Parameter[]) =>
    list.map(({ variable }) => handle(variable as tf.Tensor));
  return {
    group,
    made: false,
    contents,
    values: values(contents.parameters),
    buffers: values(contents.buffers),
  };
}

function put({ group, contents, values, buffers }: NextGroup): void {
  group.exchange(contents);
  assign(contents.parameters, values);
  assign(contents.buffers, buffers);
}

function assign(parameters: readonly Parameter[], values: readonly tf.Tensor[]): void {
  for (const [at, { variable }] of parameters.entries()) variable.assign(values[at] as tf.Tensor);
}
