import {
  type CheckpointChoice,
  type CheckpointDraft,
  type CheckpointInfo,
  type CheckpointSource,
  type CheckpointStore,
  type CheckpointWrite,
  type Clock,
  type LoadedCheckpoint,
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
  #link: Promise<WriterLink> | undefined;
  #opened: WriterLink | undefined;
  #onRepaired: (message: string) => void = () => {};

  constructor(options: CheckedCheckpointsOptions, clock: Clock) {
    this.everyEpochs = options.everyEpochs;
    this.place = options.directory;
    this.#options = options;
    this.#clock = clock;
    this.#directory = new CheckpointDirectory(options.directory);
  }

  async start(onRepaired: (message: string) => void = () => {}): Promise<void> {
    this.#onRepaired = onRepaired;
    this.#link ??= WriterLink.open(this.#options, (message) => this.#onRepaired(message));
    this.#opened = await this.#link;
  }

  write(draft: CheckpointDraft): CheckpointWrite {
    const link = this.#opened;
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

  load(choice?: CheckpointChoice): Promise<LoadedCheckpoint> {
    return this.#directory.load(choice);
  }

  async dispose(): Promise<void> {
    const link = await this.#link?.catch(() => undefined);
    this.#link = undefined;
    this.#opened = undefined;
    await link?.close();
  }

  #orderOf(
    { parts, ...header }: CheckpointDraft,
    sources: readonly CheckpointSource[],
  ): Omit<WriteOrder, "number"> {
    const all = sources.every(({ shared }) => shared);
    return {
      ...header,
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
