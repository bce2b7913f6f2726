/** A random change of a training example's picture. */
export type AugmentStep =
  | { readonly step: "flip"; readonly axis: FlipAxis; readonly probability: number }
  | { readonly step: "crop"; readonly padding: number }
  | { readonly step: "rotate"; readonly degrees: number }
  | { readonly step: "brightness"; readonly amount: number }
  | { readonly step: "contrast"; readonly amount: number }
  | { readonly step: "cutout"; readonly size: number }
  | { readonly step: "module"; readonly url: string };

/** Which way a picture is mirrored: left and right, or top and bottom, change places. */
export type FlipAxis = "horizontal" | "vertical";
