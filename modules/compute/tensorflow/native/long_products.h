// Products with few, long sums, such as the gradient of a dense layer's kernel.
#pragma once

#include "products.h"

namespace tolaria {

/** Whether splitting the sums pays more than splitting C. */
bool HasLongSums(const Extents& extents);

/**
 * C = A B. Each sum is split into parts, whose number depends on its depth alone, and which are
 * added in order: the bits do not depend on the number of threads.
 */
void MultiplyLong(const Extents& extents, const Matrix& a, const Matrix& b, float* c,
                  const Finish& finish);

}  // namespace tolaria
