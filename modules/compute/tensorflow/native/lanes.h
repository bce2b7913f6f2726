// Vectors of sixteen numbers, on any processor.
#pragma once

#include <cstddef>

namespace tolaria {

typedef float Lanes __attribute__((vector_size(64), aligned(4), may_alias));

constexpr size_t kLanes = 16;

#if defined(__x86_64__)
#define TARGET_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define TARGET_CLONES
#endif

// Inlined, so that it is compiled for the same processor as its caller.
#define INLINE inline __attribute__((always_inline))

INLINE Lanes& At(float* numbers) { return *reinterpret_cast<Lanes*>(numbers); }

INLINE const Lanes& At(const float* numbers) { return *reinterpret_cast<const Lanes*>(numbers); }

}  // namespace tolaria
