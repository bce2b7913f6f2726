import { COMPUTE_BACKEND, type ComputeBackend, declareLateReads, readsLate } from "../core/mod.ts";
import { ContainerModule, tf } from "../deps.ts";
import { resolveProvider } from "./_support/resolve_provider.ts";

/** Kernels that hand the numbers of an input on, and leave them where they are. */
const HANDLES = ["Identity", "Reshape"];

/** Code whose own reads are none of what is tested. */
const ASIDE = /[\\/](tests|testing|bench)[\\/]/;

/** The parts of tfjs's engine through which numbers come and go. */
interface Engine {
  readonly state: { readonly tensorInfo: WeakMap<object, { readonly backend: tf.KernelBackend }> };
  readSync(dataId: object): tf.DataTypeMap[tf.DataType];
  read(dataId: object): Promise<tf.DataTypeMap[tf.DataType]>;
  makeTensor(...given: unknown[]): tf.Tensor;
  runKernelFunc(kernel: { kernelName?: string; inputs?: tf.NamedTensorMap }): unknown;
}

/**
 * A backend as a device that hands numbers over late: `dataSync()` throws until `data()` has resolved, which it does in a
 * later turn of the event loop; numbers that came from the host can be read until a kernel has had them.
 */
class LateBackend implements ComputeBackend {
  readonly name = "late";
  readonly lateReads: { readonly everySteps: number };
  readonly #make: () => ContainerModule;
  #inner: ComputeBackend | undefined;

  constructor(make: () => ContainerModule, everySteps: number) {
    this.#make = make;
    this.lateReads = { everySteps };
  }

  get device(): ComputeBackend["device"] {
    return this.#inner?.device ?? { type: "cpu", description: "not started" };
  }

  get isCurrent(): boolean {
    return this.#inner?.isCurrent ?? false;
  }

  async start(): Promise<void> {
    if (this.#inner) return;
    const inner = await resolveProvider(COMPUTE_BACKEND, this.#make());
    await inner.start();
    this.#inner = inner;
    WITHHELD.users += 1;
    WITHHELD.end ??= withholdNumbers(tf.engine() as unknown as Engine);
  }

  async dispose(): Promise<void> {
    const inner = this.#inner;
    if (!inner) return;
    this.#inner = undefined;
    WITHHELD.users -= 1;
    if (WITHHELD.users === 0) {
      WITHHELD.end?.();
      WITHHELD.end = undefined;
    }
    await inner.dispose();
  }
}

/** Who withholds numbers, and what ends it. */
const WITHHELD: { users: number; end: (() => void) | undefined } = { users: 0, end: undefined };

/** Has `engine` refuse to read at once. Returns what ends that. */
function withholdNumbers(engine: Engine): () => void {
  const { readSync, read, makeTensor, runKernelFunc } = engine;
  const fetched = new WeakSet<object>();
  const onHost = new WeakSet<object>();
  engine.readSync = (dataId) => {
    const { backend } = engine.state.tensorInfo.get(dataId) ?? {};
    const late = backend === tf.backend() && readsLate();
    if (late && !fetched.has(dataId) && !onHost.has(dataId) && !isAside()) {
      throw new Error("Numbers were read at once on a backend that hands them over late.");
    }
    return readSync.call(engine, dataId);
  };
  engine.read = async (dataId) => {
    const values = await read.call(engine, dataId);
    await new Promise((resolve) => setImmediate(resolve));
    fetched.add(dataId);
    return values;
  };
  engine.makeTensor = (...given) => {
    const tensor = makeTensor.apply(engine, given);
    onHost.add(tensor.dataId);
    return tensor;
  };
  engine.runKernelFunc = (kernel) => {
    const { kernelName = "", inputs = {} } = kernel;
    if (!HANDLES.includes(kernelName)) {
      for (const input of Object.values(inputs).flat()) if (input) onHost.delete(input.dataId);
    }
    return runKernelFunc.call(engine, kernel);
  };
  const takeBack = declareLateReads();
  return () => {
    takeBack();
    Object.assign(engine, { readSync, read, makeTensor, runKernelFunc });
  };
}

/** Whether a test itself reads. */
function isAside(): boolean {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 30;
  const { stack = "" } = new Error();
  Error.stackTraceLimit = limit;
  const frames = stack
    .split("\n")
    .filter((line) => /:\d+/.test(line) && !/late_backend|node_modules|[\\/]tfjs[\\/]/.test(line));
  return ASIDE.test(frames[0] ?? "");
}

/**
 * Has the numbers of another backend be handed over late, and in a run those of so many steps together.
 *
 * @param make Makes that backend.
 */
export function lateBackend(make: () => ContainerModule, everySteps: number): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(COMPUTE_BACKEND)
      .toResolvedValue(() => new LateBackend(make, everySteps))
      .inSingletonScope()
      .onDeactivation((backend) => backend.dispose());
  });
}
