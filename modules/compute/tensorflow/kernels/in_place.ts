import type { tf } from "../../../../deps.ts";
import { directOf } from "../direct.ts";
import type { NodeBackend, OpAttribute, OpOutput, TensorInfo } from "../node_backend.ts";
import { flag, floatType } from "./attributes.ts";
import { enter } from "./outputs.ts";
import { letPiecesGo } from "./pieces.ts";

/** TensorFlow's variables that updates borrow, by backend: handles only, empty between two updates. */
const variables = new WeakMap<NodeBackend, number[]>();

/** Runs an op on tensors by their ids, past tfjs's books. Returns the ids of its outputs; whoever gets them deletes them. */
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

/** What an update may do while it goes on. */
export interface Update {
  /** Id of a number that is a tensor for as long as the update goes on. */
  scalar(value: number): number;
  /** Id of what a variable holds, for as long; the variable is not to be changed any more. */
  value(variable: number): number;
  /** Id of what a variable holds, times a tensor, for as long. */
  times(variable: number, factor: number): number;
  /** Applies one of TensorFlow's `ResourceApply*` ops. */
  apply(op: string, ids: readonly number[], flags?: Readonly<Record<string, boolean>>): void;
}

/**
 * Runs ops that change variables in place, on variables that begin as `tensors`.
 *
 * TensorFlow copies a buffer before it changes it where anyone else holds it: the tensor itself, a snapshot, a reshaped
 * handle. With `spent`, a tensor lets go of its own buffer first, so that none is copied that nobody else holds; what it
 * had is gone then. A failure leaves every tensor as it was, or as far as the ops had come.
 *
 * @param kept How many of the variables, from the first, are wanted in the end; the rest is only worked on, and its tensors
 * are left as they are in any case.
 * @param update Given the ids of the variables.
 * @returns What the wanted variables hold in the end, as fresh tensors.
 */
export function inPlace(
  backend: NodeBackend,
  tensors: readonly TensorInfo[],
  { spent = false, kept = tensors.length }: { readonly spent?: boolean; readonly kept?: number },
  update: (variables: readonly number[], act: Update) => void,
): tf.Tensor[] {
  const handles = handlesFor(backend, tensors.length);
  const dtype = [floatType(backend, "dtype")];
  const temporary: number[] = [];
  const taken: (() => void)[] = [];
  try {
    const ids = backend.getInputTensorIds(tensors);
    handles.forEach((handle, index) => {
      const tensor = tensors[index] as TensorInfo;
      runOp(backend, "AssignVariableOp", dtype, [handle, ids[index] as number], 0);
      if (spent && index < kept) takeOver(backend, tensor, handle, taken);
    });
    update(handles, actions(backend, temporary));
    const outputs = handles
      .slice(0, kept)
      .map((handle) => backend.createOutputTensor(read(backend, handle)));
    taken.length = 0;
    return outputs;
  } finally {
    for (const giveBack of taken) giveBack();
    for (const id of temporary) backend.binding.deleteTensor(id);
    for (const handle of handles) empty(backend, handle);
  }
}

/** Lets the tensor's own handle go and its pieces' too, unless others share it; `taken` gets what undoes that. */
function takeOver(
  backend: NodeBackend,
  { dataId }: TensorInfo,
  handle: number,
  taken: (() => void)[],
): void {
  if (!isSole(backend, dataId)) return;
  const entry = backend.tensorMap.get(dataId);
  const divideAgain = letPiecesGo(backend, dataId);
  backend.binding.deleteTensor(entry.id);
  entry.id = -1;
  taken.push(() => {
    entry.id = read(backend, handle).id;
    divideAgain();
  });
}

/** Whether no other tensor of tfjs's shares the data. */
function isSole(backend: NodeBackend, dataId: object): boolean {
  return backend.tensorMap.get(dataId).refCount === 1;
}

/**
 * Lets a function of ours take over the tensors that are spent, as {@link inPlace} does with ops.
 *
 * @param update Given, bit by bit, which of them it may take; it takes them all, or fails and takes none. Returns the id of
 * the first output; the others' follow.
 * @returns As many outputs as there are tensors, of their shapes.
 */
export function takingOver(
  backend: NodeBackend,
  tensors: readonly TensorInfo[],
  spent: boolean,
  update: (taken: number) => number,
): TensorInfo[] {
  const sole = tensors.filter(({ dataId }) => spent && isSole(backend, dataId));
  const divideAgain = sole.map(({ dataId }) => letPiecesGo(backend, dataId));
  const taken = tensors.reduce(
    (bits, tensor, at) => bits | (Number(sole.includes(tensor)) << at),
    0,
  );
  let first: number;
  try {
    first = update(taken);
  } catch (error) {
    for (const divide of divideAgain) divide();
    throw error;
  }
  for (const { dataId } of sole) backend.tensorMap.get(dataId).id = -1;
  return tensors.map(({ shape }, at) => enter(backend, first + at, shape));
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

/** Makes a variable hold nothing to speak of, so that it keeps no buffer alive, and none from being changed in place. */
function empty(backend: NodeBackend, handle: number): void {
  const nothing = scalarOf(backend, 0);
  runOp(backend, "AssignVariableOp", [floatType(backend, "dtype")], [handle, nothing], 0);
  backend.binding.deleteTensor(nothing);
}

function scalarOf({ binding }: NodeBackend, value: number): number {
  const values = Float32Array.of(value);
  const direct = directOf(binding);
  if (direct) return direct.copied(values, SCALAR);
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
      // At once: as long as it is there, the variable's buffer is copied before it is changed.
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
