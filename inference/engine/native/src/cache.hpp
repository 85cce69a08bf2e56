// The keys and values of all tokens: [layer, kv head, slot, dim], bfloat16, or int8 with a scale a
// row. Signatures for HashAttention lie beside them: [layer, signature head, slot].
#pragma once

#include "simd.hpp"

namespace agon {

struct Cache {
    int32_t bits;  // 16 or 8
    int32_t num_layers;
    int32_t num_kv_heads;
    int32_t head_dim;
    int64_t num_slots;
    void* keys;
    void* values;
    float* key_scales;    // [layer, kv head, slot], 8 bits only
    float* value_scales;  // the same
    uint32_t* signatures;  // [layer, signature head, slot], or null

    size_t row(int layer, int head, int64_t slot) const {
        return (size_t(layer) * num_kv_heads + head) * num_slots + slot;
    }
};

// Keys or values of one layer and head, as rows of bfloat16 words.
template <int DIM, int BITS>
struct CachedRows {
    static constexpr int ROW_BYTES = DIM * BITS / 8;
    const uint8_t* base;
    const float* scales;

    CachedRows(const Cache& cache, const void* data, const float* all_scales, int layer, int head)
        : base(static_cast<const uint8_t*>(data) + cache.row(layer, head, 0) * ROW_BYTES),
          scales(BITS == 8 ? all_scales + cache.row(layer, head, 0) : nullptr) {}

    AGON_INLINE const uint8_t* at(int64_t slot) const { return base + slot * ROW_BYTES; }
    // Into the second level of caches, which can wait for more lines at once than the first.
    AGON_INLINE void prefetch(int64_t slot) const {
        for (int i = 0; i < ROW_BYTES; i += 64)
            _mm_prefetch(reinterpret_cast<const char*>(at(slot) + i), _MM_HINT_T1);
    }
    // 32 words from dim 32 * part on. Integers up to 127 are exact in bfloat16.
    AGON_INLINE Ints words(int64_t slot, int part) const {
        if constexpr (BITS == 16) return load_bytes(at(slot) + part * 64);
        return to_bfloat_words(reinterpret_cast<const int8_t*>(at(slot)) + part * 32);
    }
};

// Writes one row; values [head_dim].
inline void write_row(const Cache& cache, void* data, float* scales, size_t row, const float* values) {
    const int dim = cache.head_dim;
    if (cache.bits == 16) {
        auto to = static_cast<uint16_t*>(data) + row * dim;
        for (int i = 0; i < dim; i += LANES) store_low_words(to + i, to_bfloat(load(values + i)));
        return;
    }
    Floats most = zeros();
    for (int i = 0; i < dim; i += LANES) most = larger(most, magnitude(load(values + i)));
    const float top = largest(most);
    const Floats inverse = all(top > 0 ? 127.f / top : 0.f);
    auto to = static_cast<int8_t*>(data) + row * dim;
    for (int i = 0; i < dim; i += LANES)
        store_low_bytes(to + i, to_ints(mul(load(values + i), inverse)));
    scales[row] = top / 127.f;
}

}  // namespace agon
