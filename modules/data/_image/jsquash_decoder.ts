import { messageOf } from "../../../core/worker.ts";
import { loadJsquashJpeg } from "../../../deps_optional.ts";
import { type DecodeLimits, type ImageDecoder, tooManyPixels } from "./image_decoder.ts";
import { imageFormat } from "./image_format.ts";
import { readJpegHeader } from "./jpeg_header.ts";
import type { Pixels } from "./pixels.ts";

/** Decodes JPEGs with @jsquash/jpeg, which is MozJPEG as WebAssembly. */
export async function openJsquash(): Promise<ImageDecoder> {
  const said: string[] = [];
  const decodeJpeg = await loadJsquashJpeg((line) => said.push(line));
  const decode = async (bytes: Uint8Array, { maxPixels }: DecodeLimits): Promise<Pixels> => {
    checkJpeg(bytes, maxPixels);
    said.length = 0;
    try {
      const { width, height, data } = await decodeJpeg(bytes);
      // MozJPEG makes up what is missing and only warns.
      const cut = said.find((line) => /premature end/i.test(line));
      if (cut) throw new Error(cut);
      return {
        width,
        height,
        channels: 4,
        data: new Uint8Array(data.buffer, data.byteOffset, data.length),
      };
    } catch (error) {
      throw new Error(said.at(-1) ?? messageOf(error), { cause: error });
    }
  };
  return { name: "jsquash", decode };
}

function checkJpeg(bytes: Uint8Array, maxPixels: number): void {
  const format = imageFormat(bytes);
  if (format !== "JPEG") throw new Error(`the image is ${format}, which only sharp decodes`);
  const header = readJpegHeader(bytes);
  if (header.width * header.height > maxPixels) throw tooManyPixels(header, maxPixels);
  if (header.components === 4) throw new Error("the image is CMYK, which only sharp decodes");
}
