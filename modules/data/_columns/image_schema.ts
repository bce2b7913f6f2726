import { z } from "../../../deps.ts";
import type { AugmentStep } from "../_image/mod.ts";
import type { ImageJson } from "../_preparation/mod.ts";

const pixels = z.int().min(1).max(16_384);
const amount = z.number().gt(0).max(1);
const byte = z.number().min(0).max(255);

const StepSchema: z.ZodType<AugmentStep> = z.discriminatedUnion("step", [
  z.strictObject({
    step: z.literal("flip"),
    axis: z.enum(["horizontal", "vertical"]),
    probability: amount,
  }),
  z.strictObject({ step: z.literal("crop"), padding: pixels }),
  z.strictObject({ step: z.literal("rotate"), degrees: z.number().gt(0).max(180) }),
  z.strictObject({ step: z.literal("brightness"), amount }),
  z.strictObject({ step: z.literal("contrast"), amount }),
  z.strictObject({ step: z.literal("cutout"), size: pixels }),
  z.strictObject({
    step: z.literal("module"),
    url: z.url('the address of a module: new URL("./own.ts", import.meta.url)'),
  }),
]);

/** Rules of image(). */
export const ImageSchema: z.ZodType<ImageJson> = z
  .strictObject({
    kind: z.literal("image"),
    field: z.string().min(1).optional(),
    size: z.tuple([pixels, pixels]).readonly(),
    channels: z.union([z.literal(1), z.literal(3)]),
    fit: z.enum(["cover", "contain", "fill"]),
    background: z.tuple([byte, byte, byte]).readonly(),
    maxPixels: z.int().min(1),
    scale: z.number().refine((factor) => factor !== 0, "a number other than 0"),
    mean: z.array(z.number()).readonly().optional(),
    std: z.array(z.number().gt(0)).readonly().optional(),
    folder: z.string().min(1).optional(),
    decoder: z.enum(["sharp", "jsquash"]).optional(),
    augment: z.array(StepSchema).readonly().optional(),
  })
  .refine(({ mean, channels }) => (mean?.length ?? channels) === channels, {
    path: ["mean"],
    message: "a number for each channel",
  })
  .refine(({ std, channels }) => (std?.length ?? channels) === channels, {
    path: ["std"],
    message: "a number for each channel",
  });
