// Products whose sums are long and few, as a dense layer's gradient in its kernel is one.
#pragma once

#include "products.h"

namespace tolaria {

/** Whether there are so few sums, and so long, that their parts are worth a thread rather than the numbers of C. */
bool HasLongSums(const Extents& extents);

/**
 * C = A B. Each sum is cut into parts, whose number depends on its length alone, and these are added in their order: the
 * bits do not depend on the number of threads.
 */
void MultiplyLong(const Extents& extents, const Matrix& a, const Matrix& b, float* c,
                  const Finish& finish);

}  // namespace tolaria
