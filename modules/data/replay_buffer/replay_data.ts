import {
  type BatchValues,
  type Column,
  type ColumnValues,
  DATA_SOURCE,
  type DataSource,
  type DataSplits,
  type Dataset,
  parseOptions,
  STATE_PARTICIPANT,
  type StreamedBatch,
  TolariaError,
  unknownName,
} from "../../../core/mod.ts";
import { ContainerModule, z } from "../../../deps.ts";
import type { ReplayColumns, ReplayValues } from "./options.ts";
import { ReplayBuffer } from "./replay_buffer.ts";

/** How a run trains on a buffer. */
export interface ReplayDataOptions<Name extends string = string> {
  /** The buffer. */
  readonly buffer: ReplayBuffer;
  /** Columns for the network's inputs. */
  readonly inputs: readonly Name[];
  /** Columns that the network's outputs are compared with. */
  readonly targets: readonly Name[];
  /** Column of the examples' weights. @default every example counts as 1 */
  readonly weights?: Name;
  /** Examples in a batch, at least 1; the last batch of an epoch may have fewer. @default 32 */
  readonly batchSize?: number;
}

const names = z.array(z.string()).min(1);
const ReplayDataSchema = z.strictObject({
  buffer: z.custom<ReplayBuffer>((value) => value instanceof ReplayBuffer, "a replayBuffer()"),
  inputs: names,
  targets: names,
  weights: z.string().optional(),
  batchSize: z.int().min(1).default(32),
});

type CheckedReplayData = z.output<typeof ReplayDataSchema>;

/** The examples that are in a buffer when an epoch begins. */
class ReplayDataset implements Dataset {
  readonly inputs: readonly Column[];
  readonly targets: readonly Column[];
  readonly weights?: Column;
  readonly size: number;
  readonly #buffer: ReplayBuffer;
  readonly #batchSize: number;

  constructor({ buffer, inputs, targets, weights, batchSize }: CheckedReplayData) {
    this.#buffer = buffer;
    this.#batchSize = batchSize;
    this.size = buffer.capacity;
    this.inputs = columnsOf(buffer, inputs);
    this.targets = columnsOf(buffer, targets);
    if (weights !== undefined) this.weights = columnsOf(buffer, [weights])[0] as Column;
  }

  gather(indices: Uint32Array): BatchValues {
    return this.#batch(this.#buffer.read(indices));
  }

  get stream(): NonNullable<Dataset["stream"]> {
    const [buffer, batchSize] = [this.#buffer, this.#batchSize];
    return {
      get batchesPerEpoch() {
        return Math.ceil((buffer.epochSize ?? buffer.size) / batchSize);
      },
      replays: true,
      begin: (epoch) => this.#batches(epoch),
    };
  }

  async *#batches(number: number): AsyncGenerator<StreamedBatch, undefined> {
    const epoch = this.#buffer.beginEpoch(number);
    if (epoch.size === 0) {
      throw new TolariaError(
        "data/invalid",
        `"${this.#buffer.name}" is empty: add examples before the epoch. Cannot begin epoch ${number + 1}.`,
      );
    }
    for (let from = 0; from < epoch.size; from += this.#batchSize) {
      const to = Math.min(from + this.#batchSize, epoch.size);
      yield { ...this.#batch(epoch.read(from, to)), size: to - from };
    }
    return undefined;
  }

  #batch(values: ReplayValues): BatchValues {
    const take = ({ name }: Column) => values[name] as ColumnValues;
    return {
      inputs: this.inputs.map(take),
      targets: this.targets.map(take),
      ...(this.weights && { weights: take(this.weights) as Float32Array }),
    };
  }
}

function columnsOf({ columns }: ReplayBuffer, chosen: readonly string[]): readonly Column[] {
  return chosen.map((name) => {
    const column = columns.find((one) => one.name === name);
    if (column) return column;
    const known = columns.map((one) => one.name);
    throw new TolariaError(
      "options/invalid",
      `${unknownName("column", name, known)} Cannot make replayData.`,
    );
  });
}

/**
 * Trains on what is in a {@link replayBuffer}: an epoch goes over the examples that are there when it begins, each once,
 * in an order that follows from the buffer's seed. Add examples between epochs or during one, as self-play does; those
 * that come during an epoch are in the next.
 *
 * The buffer takes part in the run's state, so that a resumed run has the same examples. Without validation examples.
 *
 * @throws {TolariaError} `options/invalid` if the buffer has no column of a name.
 *
 * @example
 * ```ts run
 * import { replayBuffer, replayData } from "tolaria/data";
 *
 * const buffer = replayBuffer({
 *   capacity: 50_000,
 *   columns: { board: { shape: [9] }, move: { classes: 9 } },
 * });
 * const data = replayData({ buffer, inputs: ["board"], targets: ["move"], batchSize: 64 });
 * ```
 */
export function replayData<C extends ReplayColumns>(
  options: Omit<ReplayDataOptions<keyof C & string>, "buffer"> & {
    readonly buffer: ReplayBuffer<C>;
  },
): ContainerModule {
  const checked = parseOptions("make replayData", ReplayDataSchema, options);
  const train = new ReplayDataset(checked);
  const source: DataSource = {
    name: "replay-buffer",
    open: async (): Promise<DataSplits> => ({ train }),
  };
  return new ContainerModule(({ bind }) => {
    bind(DATA_SOURCE).toConstantValue(source);
    bind(STATE_PARTICIPANT).toConstantValue(checked.buffer);
  });
}
