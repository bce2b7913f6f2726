import type { tf } from "../../../../deps.ts";
import { nativeFunctionsOf } from "../native_functions.ts";
import type { NodeBackend, OpAttribute, OpOutput, TensorInfo } from "../node_backend.ts";
import { flag, floatType } from "./attributes.ts";
import { trackOutput } from "./track_output.ts";
import { releaseViews } from "./unflatten.ts";

/** TensorFlow variables that updates borrow, by backend. They are empty between updates. */
const variables = new WeakMap<NodeBackend, number[]>();

/**
 * Runs an op on tensor ids, without tfjs's tracking. Returns the ids of its outputs, which the
 * caller deletes.
 */
function runOp(
  { binding }: NodeBackend,
  name: string,
  attributes: readonly OpAttribute[],
  ids: readonly number[],
  outputs = 1,
): number[] {
  return binding.executeOp(name, attributes, ids, outputs).map(({ id }) => id);
}

/** The shape of a scalar. */
const SCALAR = new Int32Array(0);

/** What an update can do with its variables. */
export interface Update {
  /** Returns the id of a scalar tensor, valid during the update. */
  scalar(value: number): number;
  /**
   * Returns the id of a variable's value, valid during the update; the variable must not change
   * afterwards.
   */
  value(variable: number): number;
  /** Returns the id of a variable's value times a tensor, valid during the update. */
  times(variable: number, factor: number): number;
  /** Applies a `ResourceApply*` op. */
  apply(op: string, ids: readonly number[], flags?: Readonly<Record<string, boolean>>): void;
}

/**
 * Runs ops that change variables in place, on variables that begin as `tensors`.
 *
 * TensorFlow copies a buffer before it changes it if anyone else holds it: the tensor itself, a snapshot, a reshaped
 * handle. With `donate`, a tensor releases its own buffer first, so that a buffer is copied only if a third party holds
 * it; the tensor's values are gone afterwards. After a failure every tensor has its values, or those that the ops had
 * reached.
 *
 * @param kept How many of the variables, from the first, are wanted in the end; the rest is only worked on, and its tensors
 * are left as they are in any case.
 * @param update Given the ids of the variables.
 * @returns What the wanted variables hold in the end, as fresh tensors.
 */
export function inPlace(
  backend: NodeBackend,
  tensors: readonly TensorInfo[],
  { donate = false, kept = tensors.length }: { readonly donate?: boolean; readonly kept?: number },
  update: (variables: readonly number[], act: Update) => void,
): tf.Tensor[] {
  const handles = handlesFor(backend, tensors.length);
  const dtype = [floatType(backend, "dtype")];
  const temporary: number[] = [];
  const undo: (() => void)[] = [];
  try {
    const ids = backend.getInputTensorIds(tensors);
    handles.forEach((handle, index) => {
      const tensor = tensors[index] as TensorInfo;
      runOp(backend, "AssignVariableOp", dtype, [handle, ids[index] as number], 0);
      if (donate && index < kept) releaseInput(backend, tensor, handle, undo);
    });
    update(handles, actions(backend, temporary));
    const outputs = handles
      .slice(0, kept)
      .map((handle) => backend.createOutputTensor(read(backend, handle)));
    undo.length = 0;
    return outputs;
  } finally {
    for (const restore of undo) restore();
    for (const id of temporary) backend.binding.deleteTensor(id);
    for (const handle of handles) empty(backend, handle);
  }
}

/** Releases the handles of the tensor and of its views, unless its data is shared; `undo` gets the way back. */
function releaseInput(
  backend: NodeBackend,
  { dataId }: TensorInfo,
  handle: number,
  undo: (() => void)[],
): void {
  if (!isUnique(backend, dataId)) return;
  const entry = backend.tensorMap.get(dataId);
  const restoreViews = releaseViews(backend, dataId);
  backend.binding.deleteTensor(entry.id);
  entry.id = -1;
  undo.push(() => {
    entry.id = read(backend, handle).id;
    restoreViews();
  });
}

/** Whether no other tfjs tensor shares the data. */
function isUnique(backend: NodeBackend, dataId: object): boolean {
  return backend.tensorMap.get(dataId).refCount === 1;
}

/**
 * Donates the tensors' buffers to a native function, as {@link inPlace} does to ops.
 *
 * @param update Called with a bit mask of the tensors that it owns; it takes all of them, or throws and takes none.
 * Returns the id of the first output; the others' follow.
 * @returns As many outputs as there are tensors, of their shapes.
 */
export function withDonation(
  backend: NodeBackend,
  tensors: readonly TensorInfo[],
  donate: boolean,
  update: (donated: number) => number,
): TensorInfo[] {
  const unique = tensors.filter(({ dataId }) => donate && isUnique(backend, dataId));
  const restoreViews = unique.map(({ dataId }) => releaseViews(backend, dataId));
  const donated = tensors.reduce(
    (bits, tensor, at) => bits | (Number(unique.includes(tensor)) << at),
    0,
  );
  let first: number;
  try {
    first = update(donated);
  } catch (error) {
    for (const restore of restoreViews) restore();
    throw error;
  }
  for (const { dataId } of unique) backend.tensorMap.get(dataId).id = -1;
  return tensors.map(({ shape }, at) => trackOutput(backend, first + at, shape));
}

function read(backend: NodeBackend, handle: number): OpOutput {
  const dtype = [floatType(backend, "dtype")];
  return backend.binding.executeOp("ReadVariableOp", dtype, [handle], 1)[0] as OpOutput;
}

function handlesFor(backend: NodeBackend, count: number): number[] {
  const known = variables.get(backend) ?? [];
  variables.set(backend, known);
  const { TF_ATTR_SHAPE, TF_ATTR_STRING } = backend.binding;
  while (known.length < count) {
    const [handle] = runOp(
      backend,
      "VarHandleOp",
      [
        floatType(backend, "dtype"),
        { name: "shape", type: TF_ATTR_SHAPE, value: [] },
        { name: "shared_name", type: TF_ATTR_STRING, value: `tolaria/${known.length}` },
      ],
      [],
    );
    known.push(handle as number);
  }
  return known.slice(0, count);
}

/** Empties a variable, so that it neither keeps a buffer alive nor makes an update copy it. */
function empty(backend: NodeBackend, handle: number): void {
  const nothing = scalarOf(backend, 0);
  runOp(backend, "AssignVariableOp", [floatType(backend, "dtype")], [handle, nothing], 0);
  backend.binding.deleteTensor(nothing);
}

function scalarOf({ binding }: NodeBackend, value: number): number {
  const values = Float32Array.of(value);
  const native = nativeFunctionsOf(binding);
  if (native) return native.fromArray(values, SCALAR);
  return binding.createTensor([], binding.TF_FLOAT, values);
}

function actions(backend: NodeBackend, temporary: number[]): Update {
  const note = (id: number) => {
    temporary.push(id);
    return id;
  };
  return {
    scalar: (value) => note(scalarOf(backend, value)),
    value: (variable) => note(read(backend, variable).id),
    times: (variable, factor) => {
      const value = read(backend, variable).id;
      const [product] = runOp(backend, "Mul", [floatType(backend)], [value, factor]);
      // Immediately: while this handle exists, the variable's buffer is copied before it is
      // changed.
      backend.binding.deleteTensor(value);
      return note(product as number);
    },
    apply: (op, ids, flags = {}) => {
      const flagged = Object.entries({ use_locking: false, ...flags });
      const attributes = flagged.map(([name, value]) => flag(backend, name, value));
      runOp(backend, op, [floatType(backend), ...attributes], ids, 0);
    },
  };
}
