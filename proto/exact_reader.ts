import { Reader } from "../deps_worker.ts";

/**
 * Reads 64-bit fields as plain numbers and throws if they are not exact.
 *
 * protobufjs returns objects, which every reader of a message would have to convert.
 */
export class ExactReader extends Reader {
  override uint64(): Int64 {
    return exact(super.uint64());
  }

  override int64(): Int64 {
    return exact(super.int64());
  }
}

/** What protobufjs says that such a field is; the code generated with `--force-number` takes numbers. */
type Int64 = ReturnType<Reader["uint64"]>;

function exact(value: Int64): Int64 {
  const number =
    typeof value === "number" ? value : (value as unknown as { toNumber(): number }).toNumber();
  if (Number.isSafeInteger(number)) return number as unknown as Int64;
  throw new RangeError(`a 64-bit number must be between -2^53 and 2^53, but is ${value}`);
}
