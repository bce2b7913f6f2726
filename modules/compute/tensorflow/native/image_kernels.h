// Kernels over images, compiled for each kind of processor.
#pragma once

#include "patches.h"
#include "pools.h"
#include "products.h"

namespace tolaria {

/** Columns of a gradient, of the output of a ReLU or of a linear layer. */
struct Before {
  const float* dy;
  /** Output of the ReLU; null for none. */
  const float* y;
  size_t rows;
  size_t width;
  /** Row stride. */
  size_t row;
};

struct ImageKernels {
  /** Max pooling of an image. */
  void (*max_pool)(const Pools& pools, const float* x, float* y);

  /** Gradient of max pooling, which goes to the first of equals. */
  void (*max_pool_gradient)(const Pools& pools, const float* x, const float* dy, float* dx);

  /**
   * Gradient before the ReLU, dy where y > 0, as a panel of rows of `padded` numbers; adds its rows
   * to `sums` in order.
   */
  void (*relu_gradient)(const Before& before, size_t padded, float* panel, float* sums);

  /**
   * Packs rows `first` to `first + count` of patches, [count, depth]; the result describes the
   * layout.
   */
  Matrix (*pack)(const Patches& patches, const float* images, size_t first, size_t count, float* to);
};

/** The kernels of this processor; null if it has no tiles for products. */
const ImageKernels* GetImageKernels();

}  // namespace tolaria
