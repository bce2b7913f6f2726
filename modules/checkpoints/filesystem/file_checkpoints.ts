import {
  type CheckpointChoice,
  type CheckpointDraft,
  type CheckpointInfo,
  type CheckpointSource,
  type CheckpointStore,
  type CheckpointWrite,
  type Clock,
  errorMessage,
  type LoadedCheckpoint,
  TolariaError,
  VERSION,
} from "../../../core/mod.ts";
import { CheckpointDirectory } from "./directory.ts";
import type { WriteOrder } from "./messages.ts";
import type { CheckedCheckpointsOptions } from "./options.ts";
import { WriterLink } from "./writer_link.ts";

/** Bytes that are handed over at a time: well under a millisecond's copying. */
const CHUNK = 2 ** 19;

/** Keeps checkpoints in a directory; a worker writes them. */
export class FileCheckpoints implements CheckpointStore {
  readonly name = "filesystem";
  readonly everyEpochs: number;
  readonly place: string;
  readonly #options: CheckedCheckpointsOptions;
  readonly #clock: Clock;
  readonly #directory: CheckpointDirectory;
  /** Runs whose checkpoints this store has written or read. */
  readonly #runIds = new Set<string>();
  #link: WriterLink | undefined;
  #onRepaired: (message: string) => void = () => {};

  constructor(options: CheckedCheckpointsOptions, clock: Clock) {
    this.everyEpochs = options.everyEpochs;
    this.place = options.directory;
    this.#options = options;
    this.#clock = clock;
    this.#directory = new CheckpointDirectory(options.directory);
  }

  async start(
    onRepaired: (message: string) => void = () => {},
    { resumes = false }: { readonly resumes?: boolean } = {},
  ): Promise<void> {
    this.#onRepaired = onRepaired;
    const link =
      this.#link ?? new WriterLink(this.#options, (message) => this.#onRepaired(message));
    await link.start();
    try {
      if (!resumes && !this.#options.shared) this.#checkOwn();
    } catch (error) {
      if (link !== this.#link) await link.close();
      throw error;
    }
    this.#link = link;
  }

  write(draft: CheckpointDraft): CheckpointWrite {
    const link = this.#link;
    if (!link)
      throw new Error("The store is not open: call start() first. Cannot write a checkpoint.");
    const sources = draft.parts.flatMap(({ tensors }) => tensors);
    const { number, done } = link.begin(this.#orderOf(draft, sources));
    const handOver = sources.every(({ shared }) => shared) ? none() : slices(sources);
    return {
      advance: () => {
        // Of a write that has failed, the rest is not wanted.
        if (!link.has(number)) return true;
        const { done: over, value } = handOver.next();
        if (!over) link.add(number, value);
        return over === true;
      },
      done,
    };
  }

  async list(): Promise<readonly CheckpointInfo[]> {
    return this.#directory.list();
  }

  async load(choice?: CheckpointChoice): Promise<LoadedCheckpoint> {
    const loaded = await this.#directory.load(choice);
    this.#runIds.add(loaded.info.runId);
    return loaded;
  }

  async dispose(): Promise<void> {
    const link = this.#link;
    this.#link = undefined;
    await link?.close();
  }

  /** A new run must not stand among another's checkpoints: it would be resumed from those, and they removed for it. */
  #checkOwn(): void {
    const foreign = this.#directory.list().filter(({ runId }) => !this.#runIds.has(runId));
    const last = foreign.at(-1);
    if (!last) return;
    const reason = `"${this.place}" holds ${foreign.length} checkpoints of another run, the last of run ${last.runId} at step ${last.step}: resume it, choose another directory, or set "shared"`;
    throw new TolariaError("checkpoint/unavailable", errorMessage(reason, "write checkpoints"));
  }

  #orderOf(
    { parts, ...header }: CheckpointDraft,
    sources: readonly CheckpointSource[],
  ): Omit<WriteOrder, "number"> {
    const all = sources.every(({ shared }) => shared);
    this.#runIds.add(header.runId);
    return {
      ...header,
      runIds: [...this.#runIds],
      version: VERSION,
      writtenMs: this.#clock.wallMs(),
      parts: parts.map(({ name, version, data, tensors }) => ({
        name,
        version,
        data,
        blocks: tensors.map(({ dtype, prefix, segments }) => ({ dtype, prefix, segments })),
      })),
      places: sources.map(({ shared }) => (all ? shared : undefined)),
    };
  }
}

function* slices(
  sources: readonly CheckpointSource[],
): Generator<Uint8Array<ArrayBuffer>, undefined> {
  for (const source of sources) {
    for (let from = 0; from < source.bytes; from += CHUNK) {
      yield source.read(from, Math.min(source.bytes, from + CHUNK));
    }
  }
}

function* none(): Generator<Uint8Array<ArrayBuffer>, undefined> {}
