import {
  type Column,
  parseState,
  type RandomState,
  type StatePart,
  type StateTensor,
  TolariaError,
} from "../../../core/mod.ts";
import { z } from "../../../deps.ts";
import { Block } from "./block.ts";
import type { RowLayout } from "./row_layout.ts";

/** What a buffer holds. */
export interface ReplayContents {
  /** Blocks of rows; the first `added` examples modulo the capacity were written last. */
  readonly blocks: Block[];
  added: number;
  /** The epoch that is read, whose examples stay as they were when it began. */
  epoch:
    | { readonly number: number; readonly size: number; readonly blocks: readonly Block[] }
    | undefined;
}

/** A buffer, as far as its state must fit it. */
interface Owner {
  readonly name: string;
  readonly capacity: number;
  readonly columns: readonly Column[];
}

/** What is drawn, and from what. */
interface ReplayState {
  readonly contents: ReplayContents;
  readonly random: RandomState;
}

const VERSION = 1;

const count = z.int().min(0);
const StateSchema = z.strictObject({
  capacity: count,
  columns: z.string(),
  added: count,
  random: z.array(z.int()).length(4),
  ring: z.array(count),
  epoch: z.strictObject({ number: count, size: count, blocks: z.array(count) }).nullable(),
});

/** Captures contents, whose blocks are shared from then on. The caller disposes the tensors. */
export function captureContents(
  owner: Owner,
  layout: RowLayout,
  { blocks, added, epoch }: ReplayContents,
  random: RandomState,
): StatePart {
  const all = [...new Set([...blocks, ...(epoch?.blocks ?? [])])];
  const places = new Map(all.map((block, at) => [block, at]));
  const placesOf = (some: readonly Block[]) => some.map((block) => places.get(block) as number);
  const live: ReplayState = { contents: { blocks: [...blocks], added, epoch }, random };
  return {
    version: VERSION,
    data: {
      capacity: owner.capacity,
      columns: signatureOf(owner),
      added,
      random,
      ring: placesOf(blocks),
      epoch: epoch
        ? { number: epoch.number, size: epoch.size, blocks: placesOf(epoch.blocks) }
        : null,
    },
    tensors: all.flatMap((block, at) => block.tensors(layout, `${owner.name}/${at}`)),
    live,
  };
}

/**
 * Returns the contents of a captured part, to be written to.
 *
 * @throws {TolariaError} `state/invalid` if it is of another buffer.
 */
export function readContents(owner: Owner, layout: RowLayout, part: StatePart): ReplayState {
  if (part.version !== VERSION) {
    throw invalid(owner, `version must be ${VERSION}, but is ${part.version}`);
  }
  const live = part.live as ReplayState | undefined;
  if (live) {
    const { blocks, ...rest } = live.contents;
    return { contents: { ...rest, blocks: [...blocks] }, random: live.random };
  }
  const { random, ring, epoch, ...state } = parseState(`"${owner.name}"`, StateSchema, part.data);
  if (state.capacity !== owner.capacity || state.columns !== signatureOf(owner)) {
    throw invalid(
      owner,
      `capacity and columns must be ${owner.capacity} of ${signatureOf(owner)}, but are ${state.capacity} of ${state.columns}`,
    );
  }
  const all = blocksOf(owner, layout, part.tensors);
  const blocksAt = (places: readonly number[]) => places.map((at) => checkBlock(owner, all[at]));
  return {
    contents: {
      blocks: blocksAt(ring),
      added: state.added,
      epoch: epoch ? { ...epoch, blocks: blocksAt(epoch.blocks) } : undefined,
    },
    random,
  };
}

/** Blocks of numbers that were read from a checkpoint, shared between those who name them. */
function blocksOf(owner: Owner, layout: RowLayout, tensors: readonly StateTensor[]): Block[] {
  const arrays = new Map(tensors.map(({ prefix, tensor }) => [prefix, tensor]));
  const kinds = (["float32", "int32"] as const).filter((dtype) => layout.sizes[dtype] > 0);
  return Array.from({ length: tensors.length / kinds.length }, (_, at) => {
    const block = new Block(layout).share();
    for (const dtype of kinds) {
      const tensor = arrays.get(`${owner.name}/${at}/${dtype}`);
      if (tensor?.size !== layout.sizes[dtype]) throw invalid(owner, `block ${at} is not whole`);
      block[dtype].set(tensor.dataSync());
    }
    return block;
  });
}

function checkBlock(owner: Owner, block: Block | undefined): Block {
  if (block) return block;
  throw invalid(owner, "a block is missing");
}

function signatureOf({ columns }: Owner): string {
  return columns
    .map(({ name, shape, dtype }) => `${name} ${dtype} [${shape.join(", ")}]`)
    .join(", ");
}

function invalid({ name }: Owner, fault: string): TolariaError {
  return new TolariaError("state/invalid", `The ${fault}. Cannot restore "${name}".`);
}
