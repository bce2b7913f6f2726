// ImageKernels over images, made for each kind of processor.
#pragma once

#include "patches.h"
#include "pools.h"
#include "products.h"

namespace tolaria {

/** Columns of a gradient in the output of a ReLU, or in what has none. */
struct Before {
  const float* dy;
  /** The output; null for none. */
  const float* y;
  size_t rows;
  size_t width;
  /** How far its rows lie from each other. */
  size_t row;
};

struct ImageKernels {
  /** The largest number of each window of an image. */
  void (*max_pool)(const Pools& pools, const float* x, float* y);

  /** Its gradient, which goes to the first of equals. */
  void (*max_pool_gradient)(const Pools& pools, const float* x, const float* dy, float* dx);

  /**
   * The gradient before the ReLU, dy where y > 0, as a panel of rows of `padded` numbers; adds its rows to `sums`, one after
   * the other.
   */
  void (*relu_gradient)(const Before& before, size_t padded, float* panel, float* sums);

  /** Rows `first` to `first + count` of patches, [count, depth], laid out as the result says. */
  Matrix (*pack)(const Patches& patches, const float* images, size_t first, size_t count, float* to);
};

/** Those for this processor; null where it has no tiles for products. */
const ImageKernels* GetImageKernels();

}  // namespace tolaria
