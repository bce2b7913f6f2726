import { messageOf } from "../../../core/worker.ts";
import { loadArrow } from "../../../deps_optional.ts";
import type { DataFile } from "../_files/mod.ts";
import { cannotRead } from "../_indexed/mod.ts";
import type { ArrowMessages, ByteRange } from "./arrow_spec.ts";

const FILE_MAGIC = "ARROW1";

/** Before the length of a message, since version 0.15 of the format. */
const CONTINUATION = 0xffffffff;

/**
 * Finds the messages of an Arrow file or stream: their headers are read, not what is in them.
 *
 * @throws {TolariaError} `data/corrupt`, naming the file and the byte, if it is neither or is cut off.
 * @see Apache Arrow columnar format 1.5, "Encapsulated message format".
 */
export async function findMessages(file: DataFile): Promise<ArrowMessages> {
  const { Message } = await loadArrow();
  let at = startOf(file);
  let schema: ByteRange | undefined;
  const dictionaries: ByteRange[] = [];
  const batches: (ByteRange & { readonly rows: number })[] = [];
  for (;;) {
    const header = headerAt(file, at);
    if (!header) break;
    const message = decode(file, at, () => Message.decode(file.read(header.start, header.end)));
    const range = { start: at, end: header.end + message.bodyLength };
    if (range.end > file.size) {
      throw cutOff(file, `within the message at byte ${at}, which has ${range.end - at} bytes`);
    }
    if (message.isSchema()) schema = range;
    if (message.isDictionaryBatch()) dictionaries.push(range);
    if (message.isRecordBatch()) batches.push({ ...range, rows: message.header().length });
    if (!schema) throw cannotRead(file.state.path, "its first message is no schema");
    at = range.end;
  }
  if (!schema) throw cannotRead(file.state.path, "it has no schema");
  return { schema, dictionaries, batches };
}

/** Offset of the first message. */
function startOf(file: DataFile): number {
  const { path } = file.state;
  const head = file.read(0, Math.min(8, file.size));
  const magic = head.toString("latin1", 0, FILE_MAGIC.length);
  if (magic.startsWith("FEA1")) {
    throw cannotRead(path, "it is a Feather file of version 1: convert it to Arrow");
  }
  if (magic === FILE_MAGIC) {
    const tail = file.read(Math.max(0, file.size - FILE_MAGIC.length)).toString("latin1");
    if (tail !== FILE_MAGIC || file.size < 20) throw cutOff(file, `without "${FILE_MAGIC}"`);
    return 8;
  }
  if (head.length === 8 && head.readUInt32LE(0) === CONTINUATION) return 0;
  throw cannotRead(
    path,
    `it begins neither with "${FILE_MAGIC}" nor with a message: it is no Arrow file or stream`,
  );
}

/** Bytes of the header of the message at `at`; undefined at the end of the messages. */
function headerAt(file: DataFile, at: number): ByteRange | undefined {
  // A stream may end without a mark.
  if (at === file.size) return undefined;
  if (at + 8 > file.size) throw cutOff(file, `within the message at byte ${at}`);
  const bytes = file.read(at, at + 8);
  if (bytes.readUInt32LE(0) !== CONTINUATION) {
    throw cannotRead(
      file.state.path,
      `at byte ${at} there must be a message, but there are bytes ${bytes.toString("hex")}`,
    );
  }
  const length = bytes.readInt32LE(4);
  if (length === 0) return undefined;
  if (length < 0 || at + 8 + length > file.size) {
    throw cutOff(file, `within the message at byte ${at}, whose header has ${length} bytes`);
  }
  return { start: at + 8, end: at + 8 + length };
}

function decode<T>(file: DataFile, at: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = `the message at byte ${at} is damaged: ${messageOf(error)}`;
    throw cannotRead(file.state.path, reason, error);
  }
}

function cutOff(file: DataFile, where: string) {
  return cannotRead(file.state.path, `it ends at byte ${file.size} ${where}: it is cut off`);
}
