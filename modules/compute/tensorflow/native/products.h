// Matrix products in single precision.
#pragma once

#include <cstddef>

namespace tolaria {

/** A matrix with the strides of its rows and columns. */
struct Matrix {
  const float* data;
  ptrdiff_t row;
  ptrdiff_t column;
};

/** Extents of a product: C [m, n] of A [m, k] and B [k, n]. */
struct Extents {
  size_t m;
  size_t n;
  size_t k;
};

/** Epilogue of a product. */
struct Finish {
  /** [n], added to each row; null for none. */
  const float* bias = nullptr;
  /** Whether to apply a ReLU. */
  bool relu = false;
};

/** Whether this processor has AVX-512, or AVX2 with FMA. Others use TensorFlow's own products. */
bool CanMultiply();

/**
 * C = A B, with an epilogue. The bits depend neither on the number of threads nor on the processor:
 * each number of C is one sum in order of k, or one of parts that depend on the extents alone.
 *
 * @param c [m, n], row by row.
 */
void Multiply(const Extents& extents, const Matrix& a, const Matrix& b, float* c,
              const Finish& finish = {});

}  // namespace tolaria
