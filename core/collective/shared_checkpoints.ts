import { type ErrorCode, messageOf, TolariaError } from "../errors/mod.ts";
import type {
  CheckpointChoice,
  CheckpointDraft,
  CheckpointInfo,
  CheckpointStore,
  CheckpointWrite,
  LoadedCheckpoint,
  LoadedPart,
  LoadedTensor,
} from "../ports/checkpoint_store.ts";
import { isFirst, type Ranks, tellAll, tellAllJson } from "./talk.ts";

/** How long the others wait for rank 0 to read and verify a checkpoint, ms. */
const LOAD_MS = 600_000;

/** Bytes that are sent at once. */
const PIECE_BYTES = 2 ** 26;

/** What rank 0 says of something that all wait for. */
type Told<T> =
  | { readonly ok: T }
  | { readonly code: ErrorCode | undefined; readonly message: string };

/** A checkpoint without its numbers. */
interface Outline {
  readonly info: CheckpointInfo;
  readonly parts: readonly (Omit<LoadedPart, "tensors"> & {
    readonly name: string;
    readonly tensors: readonly (Omit<LoadedTensor, "values"> & { readonly bytes: number })[];
  })[];
}

/** Checkpoints of a run on several ranks: rank 0 writes them, and reads them for all, who need not see its disk. */
export class SharedCheckpoints implements CheckpointStore {
  readonly #store: CheckpointStore;
  readonly #ranks: Ranks;
  readonly #wallMs: () => number;
  #started: Parameters<CheckpointStore["start"]> | undefined;
  #writes: boolean;

  constructor(store: CheckpointStore, ranks: Ranks, wallMs: () => number) {
    this.#store = store;
    this.#ranks = ranks;
    this.#wallMs = wallMs;
    this.#writes = false;
  }

  get name(): string {
    return this.#store.name;
  }

  get everyEpochs(): number {
    return this.#store.everyEpochs;
  }

  get place(): string | undefined {
    return this.#store.place;
  }

  async start(...args: Parameters<CheckpointStore["start"]>): Promise<void> {
    this.#started = args;
    await this.#told("start to write checkpoints", async () => {
      await this.#store.start(...args);
      this.#writes = true;
      return null;
    });
  }

  /** Writes from now on, if this process has become rank 0. */
  async takeOver(): Promise<void> {
    if (this.#writes || !this.#started || !isFirst(this.#ranks.collective)) return;
    await this.#store.start(this.#started[0], { resumes: true });
    this.#writes = true;
  }

  write(draft: CheckpointDraft): CheckpointWrite {
    if (this.#writes) return this.#store.write(draft);
    const { runId, step, epoch, reason } = draft;
    const writtenMs = this.#wallMs();
    const info = { id: 0, runId, step, epoch, reason, writtenMs, bytes: 0, verified: false };
    return { advance: () => true, done: Promise.resolve(info) };
  }

  async list(): Promise<readonly CheckpointInfo[]> {
    return this.#writes ? await this.#store.list() : [];
  }

  async load(choice?: CheckpointChoice): Promise<LoadedCheckpoint> {
    const doing = "read a checkpoint for all ranks";
    let loaded: LoadedCheckpoint | undefined;
    const outline = await this.#told(doing, async () => {
      loaded = await this.#store.load(choice);
      return outlineOf(loaded);
    });
    const tensors = loaded && [...loaded.parts.values()].flatMap((part) => part.tensors);
    let at = 0;
    const parts = new Map<string, LoadedPart>();
    for (const { name, version, data, tensors: outlines } of outline.parts) {
      const read = outlines.map((one) => ({
        dtype: one.dtype,
        prefix: one.prefix,
        segments: one.segments,
        values: this.#numbers(one.dtype, one.bytes, tensors?.[at++], doing),
      }));
      parts.set(name, { version, data, tensors: read });
    }
    return { info: outline.info, parts };
  }

  async dispose(): Promise<void> {
    await this.#store.dispose();
  }

  /** Does `work` on rank 0; all get what came of it, or fail alike. */
  async #told<T>(doing: string, work: () => Promise<T>): Promise<T> {
    let told: Told<T> | undefined;
    if (isFirst(this.#ranks.collective)) {
      told = await work().then(
        (ok) => ({ ok }),
        (error) => ({
          code: TolariaError.is(error) ? error.code : undefined,
          message: messageOf(error),
        }),
      );
    }
    const said = tellAllJson<Told<T>>(this.#ranks, told, doing, { patienceMs: LOAD_MS });
    if ("ok" in said) return said.ok;
    throw said.code ? new TolariaError(said.code, said.message) : new Error(said.message);
  }

  #numbers(
    dtype: LoadedTensor["dtype"],
    bytes: number,
    own: LoadedTensor | undefined,
    doing: string,
  ): LoadedTensor["values"] {
    const all = own
      ? new Uint8Array(own.values.buffer, own.values.byteOffset, bytes)
      : new Uint8Array(bytes);
    for (let from = 0; from < bytes; from += PIECE_BYTES) {
      const piece = own && all.subarray(from, Math.min(bytes, from + PIECE_BYTES));
      const told = tellAll(this.#ranks, piece, doing, { patienceMs: LOAD_MS });
      if (!own) all.set(told, from);
    }
    if (own) return own.values;
    if (dtype === "bool") return all;
    const { buffer } = all;
    return dtype === "int32" ? new Int32Array(buffer) : new Float32Array(buffer);
  }
}

function outlineOf({ info, parts }: LoadedCheckpoint): Outline {
  return {
    info,
    parts: [...parts].map(([name, { version, data, tensors }]) => ({
      name,
      version,
      data,
      tensors: tensors.map(({ dtype, prefix, segments, values }) => ({
        dtype,
        prefix,
        segments,
        bytes: values.byteLength,
      })),
    })),
  };
}
