// The right factor of a product, packed for tiles.
#pragma once

#include <cstddef>

#include "products.h"

namespace tolaria {

/**
 * Packs `width` columns of B row by row, with zeros up to `padded`, at most {@link kMostColumns} of
 * tiles.h. Its rows or its columns must be contiguous.
 *
 * @param to [depth, padded].
 */
void PackRight(const Matrix& b, size_t depth, size_t width, size_t padded, float* to);

/** Packs `columns` numbers of each of `depth` rows. */
template <size_t columns>
void CopyRows(const Matrix& rows, size_t depth, float* to);

}  // namespace tolaria
