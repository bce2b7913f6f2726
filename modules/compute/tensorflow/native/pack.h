// The right factor of a product, laid out as tiles read it.
#pragma once

#include <cstddef>

#include "products.h"

namespace tolaria {

/**
 * Copies `width` columns of B beside each other, row by row, with zeros up to `padded`, at most {@link kMostColumns} of
 * tiles.h. Its columns or its rows must lie beside each other.
 *
 * @param to [depth, padded].
 */
void PackRight(const Matrix& b, size_t depth, size_t width, size_t padded, float* to);

/** `columns` numbers of each of `depth` rows, beside each other. */
template <size_t columns>
void CopyRows(const Matrix& rows, size_t depth, float* to);

}  // namespace tolaria
