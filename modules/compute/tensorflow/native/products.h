// Products of matrices in single precision.
#pragma once

#include <cstddef>

namespace tolaria {

/** A matrix of a tensor's: how far its rows lie from each other, and its columns. */
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

/** What is done to a product before it is written. */
struct Finish {
  /** [n], added to each row; null for none. */
  const float* bias = nullptr;
  /** Whether what is below 0 becomes 0. */
  bool relu = false;
};

/** Whether this processor has what it takes: AVX-512, or AVX2 with FMA. Others have TensorFlow's own products. */
bool CanMultiply();

/**
 * C = A B, and what `finish` says. The bits depend neither on the number of threads nor on the processor: each
 * number of C is one sum, in the order of k, or one of parts that depend on the extents alone.
 *
 * @param c [m, n], row by row.
 */
void Multiply(const Extents& extents, const Matrix& a, const Matrix& b, float* c,
              const Finish& finish = {});

}  // namespace tolaria
