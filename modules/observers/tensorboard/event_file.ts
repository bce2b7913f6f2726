import { Writer } from "../../../deps_worker.ts";
import type { Histogram } from "./histogram.ts";
import { encodePng, type Picture } from "./png.ts";

/** A value of a run's settings. */
export type Setting = string | number | boolean;

/** What an event of TensorBoard holds, besides its time and step. */
export type EventContent =
  | { readonly fileVersion: true }
  | { readonly scalars: readonly (readonly [tag: string, value: number])[] }
  | { readonly histograms: readonly (readonly [tag: string, histogram: Histogram])[] }
  | { readonly image: readonly [tag: string, picture: Picture] }
  | { readonly text: readonly [tag: string, text: string] }
  | { readonly start: Readonly<Record<string, Setting>> }
  | { readonly end: "success" | "failure" };

/**
 * Encodes an event of TensorBoard, framed as its files hold it.
 *
 * @param wallS Seconds since 1970.
 * @see tensorflow/core/util/event.proto, tensorboard/plugins/hparams/plugin_data.proto: the numbers of the fields.
 */
export function encodeEvent(wallS: number, step: number, content: EventContent): Uint8Array {
  const event = Writer.create();
  event.uint32(tag(1, DOUBLE)).double(wallS);
  event.uint32(tag(2, VARINT)).int64(step);
  if ("fileVersion" in content) event.uint32(tag(3, BYTES)).string("brain.Event:2");
  else message(event, 5, (summary) => encodeSummary(summary, content));
  return frame(event.finish());
}

const [VARINT, DOUBLE, BYTES, FLOAT] = [0, 1, 2, 5];

function tag(field: number, wire: number): number {
  return (field << 3) | wire;
}

function message(writer: Writer, field: number, write: (writer: Writer) => void): void {
  writer.uint32(tag(field, BYTES)).fork();
  write(writer);
  writer.ldelim();
}

function encodeSummary(
  summary: Writer,
  content: Exclude<EventContent, { readonly fileVersion: true }>,
): void {
  if ("scalars" in content) {
    for (const [name, value] of content.scalars) {
      message(summary, 1, (one) => {
        one.uint32(tag(1, BYTES)).string(name);
        one.uint32(tag(2, FLOAT)).float(value);
      });
    }
  } else if ("histograms" in content) {
    for (const [name, histogram] of content.histograms) {
      message(summary, 1, (one) => {
        one.uint32(tag(1, BYTES)).string(name);
        message(one, 5, (histo) => encodeHistogram(histo, histogram));
      });
    }
  } else if ("image" in content) encodeImage(summary, ...content.image);
  else if ("text" in content) encodeText(summary, ...content.text);
  else if ("start" in content) {
    encodeHparams(summary, "_hparams_/session_start_info", 3, (info) => {
      for (const [name, value] of Object.entries(content.start)) {
        message(info, 1, (entry) => {
          entry.uint32(tag(1, BYTES)).string(name);
          message(entry, 2, (kind) => encodeSetting(kind, value));
        });
      }
    });
  } else {
    encodeHparams(summary, "_hparams_/session_end_info", 4, (info) => {
      info.uint32(tag(1, VARINT)).int32(content.end === "success" ? 1 : 2);
    });
  }
}

function encodeHistogram(writer: Writer, histogram: Histogram): void {
  const { min, max, num, sum, sumSquares, edges, counts } = histogram;
  for (const [at, value] of [min, max, num, sum, sumSquares].entries()) {
    writer.uint32(tag(at + 1, DOUBLE)).double(value);
  }
  for (const [at, values] of [edges, counts].entries()) {
    message(writer, at + 6, (packed) => {
      for (const value of values) packed.double(value);
    });
  }
}

function encodeImage(summary: Writer, name: string, picture: Picture): void {
  message(summary, 1, (value) => {
    value.uint32(tag(1, BYTES)).string(name);
    message(value, 4, (image) => {
      image.uint32(tag(1, VARINT)).int32(picture.height);
      image.uint32(tag(2, VARINT)).int32(picture.width);
      // RGB.
      image.uint32(tag(3, VARINT)).int32(3);
      image.uint32(tag(4, BYTES)).bytes(encodePng(picture));
    });
  });
}

/** A `google.protobuf.Value`. */
function encodeSetting(writer: Writer, value: Setting): void {
  if (typeof value === "number") writer.uint32(tag(2, DOUBLE)).double(value);
  else if (typeof value === "string") writer.uint32(tag(3, BYTES)).string(value);
  else writer.uint32(tag(4, VARINT)).bool(value);
}

/** A tensor of one string, with the plugin that shows it. */
function encodeText(summary: Writer, name: string, text: string): void {
  message(summary, 1, (value) => {
    value.uint32(tag(1, BYTES)).string(name);
    message(value, 8, (tensor) => {
      // DT_STRING, of the shape [1].
      tensor.uint32(tag(1, VARINT)).int32(7);
      message(tensor, 2, (shape) =>
        message(shape, 2, (dim) => {
          dim.uint32(tag(1, VARINT)).int64(1);
        }),
      );
      tensor.uint32(tag(8, BYTES)).bytes(new TextEncoder().encode(text));
    });
    encodePlugin(value, "text", () => {});
  });
}

function encodeHparams(
  summary: Writer,
  name: string,
  field: number,
  write: (info: Writer) => void,
): void {
  message(summary, 1, (value) => {
    value.uint32(tag(1, BYTES)).string(name);
    encodePlugin(value, "hparams", (data) => message(data, field, write));
  });
}

function encodePlugin(value: Writer, name: string, write: (data: Writer) => void): void {
  message(value, 9, (metadata) =>
    message(metadata, 1, (plugin) => {
      plugin.uint32(tag(1, BYTES)).string(name);
      message(plugin, 2, write);
    }),
  );
}

/**
 * A record of a TFRecord file: its length, a checksum of that, its bytes, and a checksum of those.
 *
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord, "TFRecords format details".
 */
function frame(bytes: Uint8Array): Uint8Array {
  const framed = new Uint8Array(bytes.length + 16);
  const view = new DataView(framed.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, maskedChecksum(framed.subarray(0, 8)), true);
  framed.set(bytes, 12);
  view.setUint32(12 + bytes.length, maskedChecksum(bytes), true);
  return framed;
}

/** CRC-32C, bit by bit in a table: the polynomial of Castagnoli, reflected. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1;
  return value;
});

/** A checksum that is kept among the bytes that it is of, and so is turned and moved. */
function maskedChecksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] as number) ^ (crc >>> 8);
  crc = (crc ^ 0xffffffff) >>> 0;
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
