// Signatures: one bit a dimension of a learned map, scored by exclusive or and population count.
// HashAttention: Desai et al. 2025, arXiv 2412.14468. Bit j of word w is output 32 w + j.
#pragma once

#include <vector>

#include "cache.hpp"

namespace agon {

constexpr int WORD = 32;
constexpr int MOST_STEPS = 3;
constexpr int WIDEST = 512;

// One affine step of a map: weights [layers, heads, inputs, outputs], bias [layers, heads, outputs].
struct Affine {
    const float* weight;
    const float* bias;
    int32_t num_inputs;
    int32_t num_outputs;  // a multiple of 16
};

// num_signers: key heads that have signatures of their own. As many as there are kv heads: the
// query heads of a group choose together. As many as query heads: each chooses for itself.
struct HashMaps {
    int32_t num_signers;
    int32_t num_words;
    int32_t num_steps;
    int32_t sink;
    int32_t local;
    const uint8_t* dense_layers;  // [layers]: 1 where nothing is chosen
    Affine query[MOST_STEPS];     // heads: query heads
    Affine key[MOST_STEPS];       // heads: signers
};

// words [num_words] of a vector; between steps x * sigmoid(x).
inline void sign(const Affine* steps, int num_steps, int layer, int head, int num_heads,
                 const float* vector, uint32_t* words) {
    alignas(64) float values[2][WIDEST];
    const float* from = vector;
    int size = 0;
    for (int step = 0; step < num_steps; step++) {
        const Affine& map = steps[step];
        const size_t place = size_t(layer) * num_heads + head;
        const float* weight = map.weight + place * map.num_inputs * map.num_outputs;
        size = map.num_outputs;
        float* to = values[step % 2];
        for (int o = 0; o < size; o += LANES) {
            Floats sums = load(map.bias + place * size + o);
            for (int i = 0; i < map.num_inputs; i++)
                sums = fma(all(from[i]), load(weight + size_t(i) * size + o), sums);
            if (step + 1 < num_steps)
                sums = quotient(sums, add(all(1.f), exponential(sub(zeros(), sums))));
            store(to + o, sums);
        }
        from = to;
    }
    for (int w = 0; w < size / WORD; w++) {
        uint32_t bits = 0;
        for (int j = 0; j < WORD; j++) bits |= uint32_t(from[w * WORD + j] > 0) << j;
        words[w] = bits;
    }
}

// Where word w of a slot's signature lies: [layer, signer, word, slot].
AGON_INLINE uint32_t* signature_plane(const Cache& cache, const HashMaps& maps, int layer, int signer,
                                      int word) {
    const size_t plane = (size_t(layer) * maps.num_signers + signer) * maps.num_words + word;
    return cache.signatures + plane * cache.num_slots;
}

inline void sign_key(const HashMaps& maps, const Cache& cache, int layer, int kv_head, int64_t slot,
                     const float* vector) {
    const int num_sharing = maps.num_signers / cache.num_kv_heads;
    uint32_t words[WIDEST / WORD];
    for (int i = 0; i < num_sharing; i++) {
        const int signer = kv_head * num_sharing + i;
        sign(maps.key, maps.num_steps, layer, signer, maps.num_signers, vector, words);
        for (int w = 0; w < maps.num_words; w++)
            signature_plane(cache, maps, layer, signer, w)[slot] = words[w];
    }
}

AGON_INLINE Ints population(Ints a) {
#if defined(__AVX512VPOPCNTDQ__)
    return {_mm512_popcnt_epi32(a.v)};
#elif defined(__AVX512F__)
    const __m512i table = _mm512_broadcast_i32x4(
        _mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
    const __m512i low = _mm512_set1_epi8(15);
    __m512i bytes = _mm512_add_epi8(
        _mm512_shuffle_epi8(table, _mm512_and_si512(a.v, low)),
        _mm512_shuffle_epi8(table, _mm512_and_si512(_mm512_srli_epi16(a.v, 4), low)));
    return {_mm512_dpbusd_epi32(_mm512_setzero_si512(), bytes, _mm512_set1_epi8(1))};
#else
    const __m256i table = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4));
    const __m256i low = _mm256_set1_epi8(15), ones = _mm256_set1_epi8(1);
    auto half = [&](__m256i x) {
        __m256i bytes = _mm256_add_epi8(
            _mm256_shuffle_epi8(table, _mm256_and_si256(x, low)),
            _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(x, 4), low)));
        return dot_half(_mm256_setzero_si256(), bytes, ones);
    };
    return {half(a.lo), half(a.hi)};
#endif
}

}  // namespace agon
