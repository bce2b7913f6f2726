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
import { CheckpointShelf, type ShelvedPart, type ShelvedTensor, sha256Of } from "./shelf.ts";

/** Options of {@link memoryCheckpoints}. */
export interface MemoryCheckpointsOptions {
  /** Where they are put. @default a shelf of its own */
  readonly shelf?: CheckpointShelf;
  /** Epochs from one checkpoint to the next, at least 1. @default 1 */
  readonly everyEpochs?: number;
  /** Checkpoints to keep, at least 1. @default 3 */
  readonly keep?: number;
}

const MemorySchema: z.ZodType<Required<MemoryCheckpointsOptions>> = z.strictObject({
  shelf: z.instanceof(CheckpointShelf).default(() => new CheckpointShelf()),
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
    const work = this.#shelve(draft);
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
    return Promise.resolve(this.#options.shelf.infos);
  }

  load(choice: CheckpointChoice = {}): Promise<LoadedCheckpoint> {
    const { shelf } = this.#options;
    return loadChosen(shelf.infos, choice, "memory", async ({ id }) => shelf.read(id));
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  /** Copies a draft, a chunk at a time. */
  *#shelve({ parts, ...told }: CheckpointDraft): Generator<void, CheckpointInfo> {
    const shelved: ShelvedPart[] = [];
    for (const part of parts) shelved.push(yield* shelvePart(part));
    const bytes = parts.flatMap(({ tensors }) => tensors).reduce((sum, one) => sum + one.bytes, 0);
    const { shelf, keep } = this.#options;
    const info = { ...told, bytes, writtenMs: this.#clock.wallMs(), verified: true };
    return shelf.put(info, shelved, keep);
  }
}

function* shelvePart({
  name,
  version,
  data,
  tensors,
}: CheckpointPartDraft): Generator<void, ShelvedPart> {
  const shelved: ShelvedTensor[] = [];
  for (const source of tensors) shelved.push(yield* shelveTensor(source));
  return { name, version, data: JSON.stringify(data), tensors: shelved };
}

function* shelveTensor(source: CheckpointSource): Generator<void, ShelvedTensor> {
  const { dtype, prefix, segments } = source;
  const bytes = new Uint8Array(source.bytes);
  for (let from = 0; from < bytes.length; from += CHUNK) {
    bytes.set(source.read(from, Math.min(bytes.length, from + CHUNK)), from);
    yield;
  }
  return { dtype, prefix, segments, bytes, sha256: sha256Of(bytes) };
}

/** Keeps checkpoints in memory: for tests, and to go on with a run in the process that began it. */
export function memoryCheckpoints(options: MemoryCheckpointsOptions = {}): ContainerModule {
  const checked = parseOptions("keep checkpoints in memory", MemorySchema, options);
  return new ContainerModule(({ bind }) => {
    bind(CHECKPOINT_STORE)
      .toResolvedValue((clock: Clock) => new MemoryCheckpoints(checked, clock), [CLOCK])
      .inSingletonScope();
  });
}
