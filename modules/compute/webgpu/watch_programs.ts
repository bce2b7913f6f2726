import { collectorOfV8, TolariaError } from "../../../core/mod.ts";
import type { tf } from "../../../deps.ts";
import type { GpuDevice } from "./gpu.ts";

/** Programs between two collections: each leaves a mapping that V8 does not see, and a process may have 65,530. */
const COLLECT_EVERY = 8_000;

/** A program of tfjs. */
export interface GpuProgram {
  readonly outputShape: readonly number[];
  /** Programs of one key, and shapes of as many axes, run the code that was compiled for the first of them. */
  shaderKey: string;
}

/** The part of tfjs's WebGPU backend through which all programs go. */
export interface ProgramRunner {
  runWebGPUProgram(
    program: GpuProgram,
    inputs: readonly tf.TensorInfo[],
    outputDtype: tf.DataType,
    ...rest: unknown[]
  ): tf.TensorInfo;
}

/**
 * Checks sizes before a program runs, since a buffer that is too large gives whatever memory held, and no error; and has
 * the runtime collect what programs leave, where it sees too little of that. Gives cumulative programs keys that tell
 * their lengths apart.
 */
export function watchPrograms(backend: ProgramRunner, { limits }: GpuDevice): void {
  const run = backend.runWebGPUProgram;
  const mostBytes = Number(limits.maxStorageBufferBindingSize);
  const collect = collectorOfV8();
  let programs = 0;
  backend.runWebGPUProgram = (program, inputs, outputDtype, ...rest) => {
    checkSize(program.outputShape, mostBytes);
    for (const { shape } of inputs) checkSize(shape, mostBytes);
    // The length of a cumulative program is in its code and not in its key: another one would get the first one's code.
    if (program.shaderKey.startsWith("cum_")) program.shaderKey += `_${program.outputShape.at(-1)}`;
    programs += 1;
    if (programs % COLLECT_EVERY === 0) collect?.();
    return run.call(backend, program, inputs, outputDtype, ...rest);
  };
}

function checkSize(shape: readonly number[], mostBytes: number): void {
  let bytes = 4;
  for (const extent of shape) bytes *= extent;
  if (bytes <= mostBytes) return;
  throw new TolariaError(
    "backend/unavailable",
    `A tensor must have at most ${mostBytes} bytes on this device, but [${shape.join(", ")}] has ${bytes}: use a smaller batch or another backend. Cannot compute on webgpu.`,
  );
}
