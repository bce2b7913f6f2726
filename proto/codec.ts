import { errorMessage, messageOf, TolariaError } from "../core/errors/mod.ts";
import { Writer } from "../deps_worker.ts";
import { ExactReader } from "./exact_reader.ts";

/** Version of the implemented contract. */
export const LEYLINE_VERSION = 1;

/**
 * Default limit of a message's size: a state packet with the 100 seeds that an
 * epoch may have takes about 10 KiB, and a rollback's payload about the same.
 */
export const MAX_MESSAGE_BYTES: number = 64 * 1024;

/** Encodes and decodes one type of message. */
export interface Codec<Fields, Message extends Fields> {
  /** The message's name in the schema. */
  readonly name: string;
  /**
   * Encodes a message.
   *
   * @param maxBytes Largest number of bytes. @default MAX_MESSAGE_BYTES
   * @throws {TolariaError} `leyline/version` if it has a version other than 1, `leyline/malformed` if it
   * cannot be encoded, `leyline/oversized` if it is larger than `maxBytes`.
   */
  encode(message: Fields, maxBytes?: number): Uint8Array;
  /**
   * Decodes a message; missing fields have the zero value of their type.
   *
   * @param maxBytes Largest number of bytes. @default MAX_MESSAGE_BYTES
   * @throws {TolariaError} As `encode` does, and no other error for any bytes.
   */
  decode(bytes: Uint8Array, maxBytes?: number): Message;
}

/** Fields of a message, all optional. */
export type FieldsOf<C> = C extends Codec<infer Fields, infer _Message> ? Fields : never;

/** Class that protobufjs generates for a message. */
interface GeneratedType<Fields, Message> {
  encode(message: Fields, writer: Writer): Writer;
  decode(reader: ExactReader): Message;
}

/**
 * Creates the codec of a message.
 *
 * @param versioned Whether the message has a field `version`, which must then be 1.
 */
export function codec<Fields, Message extends Fields>(
  name: string,
  type: GeneratedType<Fields, Message>,
  versioned: boolean,
): Codec<Fields, Message> {
  return {
    name,
    encode: (message, maxBytes = MAX_MESSAGE_BYTES) => {
      if (versioned) checkVersion("write", name, message);
      const bytes = attempt("write", name, () => type.encode(message, new Writer()).finish());
      checkSize("write", name, bytes, maxBytes);
      return bytes;
    },
    decode: (bytes, maxBytes = MAX_MESSAGE_BYTES) => {
      checkSize("read", name, bytes, maxBytes);
      const message = attempt("read", name, () => type.decode(new ExactReader(bytes)));
      if (versioned) checkVersion("read", name, message);
      return message;
    },
  };
}

type Action = "read" | "write";

function attempt<T>(action: Action, name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new TolariaError(
      "leyline/malformed",
      errorMessage(messageOf(error), `${action} ${name}: it is malformed`),
      { cause: error },
    );
  }
}

function checkSize(action: Action, name: string, bytes: Uint8Array, maxBytes: number): void {
  if (bytes.length <= maxBytes) return;
  throw new TolariaError(
    "leyline/oversized",
    `A ${name} must have at most ${maxBytes} bytes, but has ${bytes.length}. Cannot ${action} it.`,
  );
}

function checkVersion(action: Action, name: string, message: unknown): void {
  const { version } = message as { readonly version?: number };
  if (version === LEYLINE_VERSION) return;
  throw new TolariaError(
    "leyline/version",
    `"version" must be ${LEYLINE_VERSION}, but is ${version ?? 0}. Cannot ${action} ${name}.`,
  );
}
