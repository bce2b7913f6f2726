import {
  CHECKPOINT_STORE,
  type CheckpointChoice,
  type CheckpointDraft,
  type CheckpointInfo,
  type CheckpointPartDraft,
  type CheckpointSource,
  type CheckpointStore,
  type CheckpointWrite,
  CLOCK,
  type Clock,
  type LoadedCheckpoint,
  parseOptions,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import { loadChosen } from "../_shared/mod.ts";
import {
  MemoryCheckpointStore,
  type StoredPart,
  type StoredTensor,
  sha256Of,
} from "./memory_checkpoint_store.ts";

/** Options of {@link memoryCheckpoints}. */
export interface MemoryCheckpointsOptions {
  /** Where to keep them. @default a new store */
  readonly store?: MemoryCheckpointStore;
  /** Epochs between two checkpoints, at least 1. @default 1 */
  readonly everyEpochs?: number;
  /** Checkpoints to keep, at least 1. @default 3 */
  readonly keep?: number;
}

const MemorySchema: z.ZodType<Required<MemoryCheckpointsOptions>> = z.strictObject({
  store: z.instanceof(MemoryCheckpointStore).default(() => new MemoryCheckpointStore()),
  everyEpochs: z.int().min(1).default(1),
  keep: z.int().min(1).default(3),
});

/** Bytes that are copied at a time. */
const CHUNK = 2 ** 20;

class MemoryCheckpoints implements CheckpointStore {
  readonly name = "memory";
  readonly place = undefined;
  readonly everyEpochs: number;
  readonly #options: Required<MemoryCheckpointsOptions>;
  readonly #clock: Clock;

  constructor(options: Required<MemoryCheckpointsOptions>, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
    this.everyEpochs = options.everyEpochs;
  }

  start(): Promise<void> {
    return Promise.resolve();
  }

  write(draft: CheckpointDraft): CheckpointWrite {
    const written = Promise.withResolvers<CheckpointInfo>();
    const work = this.#store(draft);
    return {
      advance: () => {
        const { done, value } = work.next();
        if (done) written.resolve(value);
        return done === true;
      },
      done: written.promise,
    };
  }

  list(): Promise<readonly CheckpointInfo[]> {
    return Promise.resolve(this.#options.store.infos);
  }

  load(choice: CheckpointChoice = {}): Promise<LoadedCheckpoint> {
    const { store } = this.#options;
    return loadChosen(store.infos, choice, "memory", async ({ id }) => store.read(id));
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  /** Copies a draft, a chunk at a time. */
  *#store({ parts, ...header }: CheckpointDraft): Generator<void, CheckpointInfo> {
    const stored: StoredPart[] = [];
    for (const part of parts) stored.push(yield* storePart(part));
    const bytes = parts.flatMap(({ tensors }) => tensors).reduce((sum, one) => sum + one.bytes, 0);
    const { store, keep } = this.#options;
    const info = { ...header, bytes, writtenMs: this.#clock.wallMs(), verified: true };
    return store.put(info, stored, keep);
  }
}

function* storePart({
  name,
  version,
  data,
  tensors,
}: CheckpointPartDraft): Generator<void, StoredPart> {
  const stored: StoredTensor[] = [];
  for (const source of tensors) stored.push(yield* storeTensor(source));
  return { name, version, data: JSON.stringify(data), tensors: stored };
}

function* storeTensor(source: CheckpointSource): Generator<void, StoredTensor> {
  const { dtype, prefix, segments } = source;
  const bytes = new Uint8Array(source.bytes);
  for (let from = 0; from < bytes.length; from += CHUNK) {
    bytes.set(source.read(from, Math.min(bytes.length, from + CHUNK)), from);
    yield;
  }
  return { dtype, prefix, segments, bytes, sha256: sha256Of(bytes) };
}

/** Keeps checkpoints in memory, for tests and for resuming a run in the same process. */
export function memoryCheckpoints(options: MemoryCheckpointsOptions = {}): ContainerModule {
  const checked = parseOptions("keep checkpoints in memory", MemorySchema, options);
  return new ContainerModule(({ bind }) => {
    bind(CHECKPOINT_STORE)
      .toResolvedValue((clock: Clock) => new MemoryCheckpoints(checked, clock), [CLOCK])
      .inSingletonScope();
  });
}
