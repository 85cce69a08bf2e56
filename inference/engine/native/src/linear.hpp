// Rows of 8-bit activations times matrices of 4-bit or 8-bit weights.
//
// A tile is sixteen outputs, one a lane. Products are summed as integers, exactly; the float sums
// over the groups of a 4-bit matrix have one order. So a row's result does not depend on how many
// rows, tiles or threads there are.
#pragma once

#include <cmath>

#include "simd.hpp"

namespace agon {

constexpr int GROUP = 32;           // inputs that share a scale
constexpr int GROUP_BYTES = 320;    // 256 of codes, 32 of scales, 32 of minimums (both fp16)
constexpr int LARGEST_CODE = 127;

// value = scale * code + minimum (4 bits) or scale * code (8 bits, a scale an output).
struct Matrix {
    int32_t bits;
    int32_t num_outputs;  // a multiple of 16
    int32_t num_inputs;   // a multiple of 32
    const uint8_t* data;
    const float* scales;  // [num_outputs], 8 bits only

    int num_tiles() const { return num_outputs / LANES; }
    size_t tile_bytes() const {
        return bits == 4 ? size_t(num_inputs) / GROUP * GROUP_BYTES : size_t(num_inputs) * LANES;
    }
};

// Activations: value = scale * code, one scale for each 32 inputs of a row. One scale a row would
// cost this family of networks 3.5 % of perplexity, because few inputs are far larger than the rest.
struct Rows {
    int32_t num_inputs;
    int8_t* codes;      // [rows, num_inputs]
    float* scales;      // [rows, num_inputs / 32]
    float* group_sums;  // the same size: sums of the values that the codes stand for
    int32_t* sums;      // the same size: sums of the codes

    int num_groups() const { return num_inputs / GROUP; }
    const int8_t* row(int r) const { return codes + size_t(r) * num_inputs; }
};

AGON_INLINE int32_t quad(const int8_t* p) {
    int32_t x;
    std::memcpy(&x, p, 4);
    return x;
}

inline void quantise_row(const Rows& rows, int r, const float* values) {
    const size_t first_group = size_t(r) * rows.num_groups();
    int8_t* codes = rows.codes + size_t(r) * rows.num_inputs;
    for (int g = 0; g < rows.num_groups(); g++) {
        const Floats a = load(values + g * GROUP), b = load(values + g * GROUP + LANES);
        const float top = largest(larger(magnitude(a), magnitude(b)));
        const float scale = top / LARGEST_CODE;
        const Floats inverse = all(top > 0 ? LARGEST_CODE / top : 0.f);
        const Ints low = to_ints(mul(a, inverse)), high = to_ints(mul(b, inverse));
        store_low_bytes(codes + g * GROUP, low);
        store_low_bytes(codes + g * GROUP + LANES, high);
        const int32_t total = int_sum(int_add(low, high));
        rows.scales[first_group + g] = scale;
        rows.sums[first_group + g] = total;
        rows.group_sums[first_group + g] = scale * float(total);
    }
}

constexpr int NUM_TILES = 2;    // two neighbours are multiplied at once, and lie interleaved
constexpr int AHEAD = 3072;     // bytes: the memory is slower than the products, and is asked early

template <int NUM_BYTES>
AGON_INLINE void prefetch(const uint8_t* p) {
    for (int i = 0; i < NUM_BYTES; i += 64)
        _mm_prefetch(reinterpret_cast<const char*>(p + AHEAD + i), _MM_HINT_T0);
}

// into[r][t]: NUM_ROWS rows from `first` on, two tiles from `tile` on, which is even.
template <int NUM_ROWS>
void multiply_4(const Matrix& m, int tile, const Rows& rows, int first,
                Floats (*into)[NUM_TILES]) {
    Floats results[NUM_ROWS][NUM_TILES];
    const int num_groups = rows.num_groups();
    const Ints low = int_all(0x0f0f0f0f);
    const uint8_t* group = m.data + tile * m.tile_bytes();
    for (int r = 0; r < NUM_ROWS; r++)
        for (int t = 0; t < NUM_TILES; t++) results[r][t] = zeros();
    for (int g = 0; g < num_groups; g++) {
        Ints sums[NUM_ROWS][NUM_TILES];
        for (int r = 0; r < NUM_ROWS; r++)
            for (int t = 0; t < NUM_TILES; t++) sums[r][t] = int_zeros();
        prefetch<NUM_TILES * GROUP_BYTES>(group);
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) {
            Ints first_quads[NUM_TILES], second_quads[NUM_TILES];
            for (int t = 0; t < NUM_TILES; t++) {
                Ints codes = load_bytes(group + t * GROUP_BYTES + 64 * j);
                first_quads[t] = bits_and(codes, low);
                second_quads[t] = bits_and(shift_right<4>(codes), low);
            }
            for (int r = 0; r < NUM_ROWS; r++) {
                const int8_t* x = rows.row(first + r) + GROUP * g + 8 * j;
                for (int t = 0; t < NUM_TILES; t++)
                    sums[r][t] = dot_nibbles(sums[r][t], first_quads[t], quad(x));
                for (int t = 0; t < NUM_TILES; t++)
                    sums[r][t] = dot_nibbles(sums[r][t], second_quads[t], quad(x + 4));
            }
        }
        for (int t = 0; t < NUM_TILES; t++) {
            auto halves = reinterpret_cast<const uint16_t*>(group + t * GROUP_BYTES + 256);
            const Floats scale = from_half(halves), minimum = from_half(halves + LANES);
            for (int r = 0; r < NUM_ROWS; r++) {
                const size_t i = size_t(first + r) * num_groups + g;
                const Floats product = mul(to_floats(sums[r][t]), scale);
                results[r][t] = fma(product, all(rows.scales[i]), results[r][t]);
                results[r][t] = fma(minimum, all(rows.group_sums[i]), results[r][t]);
            }
        }
        group += NUM_TILES * GROUP_BYTES;
    }
    for (int r = 0; r < NUM_ROWS; r++)
        for (int t = 0; t < NUM_TILES; t++) into[r][t] = results[r][t];
}

template <int NUM_ROWS>
void multiply_8(const Matrix& m, int tile, const Rows& rows, int first,
                Floats (*into)[NUM_TILES]) {
    Floats results[NUM_ROWS][NUM_TILES];
    const int num_groups = rows.num_groups();
    const uint8_t* data = m.data + tile * m.tile_bytes();
    for (int r = 0; r < NUM_ROWS; r++)
        for (int t = 0; t < NUM_TILES; t++) results[r][t] = zeros();
    for (int g = 0; g < num_groups; g++) {
        Ints sums[NUM_ROWS][NUM_TILES];
        for (int r = 0; r < NUM_ROWS; r++)
            for (int t = 0; t < NUM_TILES; t++)
                sums[r][t] = int_all(-BYTE_OFFSET * rows.sums[size_t(first + r) * num_groups + g]);
        prefetch<NUM_TILES * GROUP * LANES>(data);
#pragma GCC unroll 8
        for (int j = 0; j < GROUP / 4; j++) {
            Ints codes[NUM_TILES];
            for (int t = 0; t < NUM_TILES; t++)
                codes[t] = load_bytes(data + (j * NUM_TILES + t) * 64);
            for (int r = 0; r < NUM_ROWS; r++)
                for (int t = 0; t < NUM_TILES; t++)
                    sums[r][t] =
                        dot_bytes(sums[r][t], codes[t], quad(rows.row(first + r) + GROUP * g + 4 * j));
        }
        data += NUM_TILES * GROUP * LANES;
        for (int r = 0; r < NUM_ROWS; r++)
            for (int t = 0; t < NUM_TILES; t++)
                results[r][t] = fma(to_floats(sums[r][t]),
                                    all(rows.scales[size_t(first + r) * num_groups + g]),
                                    results[r][t]);
    }
    for (int t = 0; t < NUM_TILES; t++) {
        const Floats scale = load(m.scales + (tile + t) * LANES);
        for (int r = 0; r < NUM_ROWS; r++) into[r][t] = mul(results[r][t], scale);
    }
}

#if defined(__AVX512F__)
constexpr int MOST_ROWS = 6;
#else
constexpr int MOST_ROWS = 2;
#endif

template <int NUM_ROWS = 1>
inline void multiply_block(const Matrix& m, int tile, const Rows& rows, int first, int num_rows,
                           Floats (*into)[NUM_TILES]) {
    if constexpr (NUM_ROWS < MOST_ROWS)
        if (num_rows > NUM_ROWS)
            return multiply_block<NUM_ROWS + 1>(m, tile, rows, first, num_rows, into);
    if (m.bits == 4)
        multiply_4<NUM_ROWS>(m, tile, rows, first, into);
    else
        multiply_8<NUM_ROWS>(m, tile, rows, first, into);
}

// take(row, tile, results of two neighbouring tiles) for rows [first, last) and tiles tile, tile + 1.
// Blocks are as large as the registers allow and as equal as can be.
template <class Take>
inline void multiply_tile_pair(const Matrix& m, int tile, const Rows& rows, int first, int last,
                               Take take) {
    Floats results[MOST_ROWS][NUM_TILES];
    for (int blocks = (last - first + MOST_ROWS - 1) / MOST_ROWS; blocks > 0; blocks--) {
        const int num = (last - first + blocks - 1) / blocks;
        multiply_block(m, tile, rows, first, num, results);
        for (int r = 0; r < num; r++) take(first + r, tile, results[r]);
        first += num;
    }
}

// 8-bit codes of one output row to bytes of its lane; the same for nibbles. Both at loading only.
inline void pack_8(const int8_t* codes, int num_outputs, int num_inputs, uint8_t* data) {
    for (int n = 0; n < num_outputs; n++)
        for (int k = 0; k < num_inputs; k++)
            data[size_t(n / LANES / NUM_TILES) * num_inputs * LANES * NUM_TILES +
                 (size_t(k / 4) * NUM_TILES + n / LANES % NUM_TILES) * 64 + n % LANES * 4 + k % 4] =
                uint8_t(int(codes[size_t(n) * num_inputs + k]) + 128);
}

inline void pack_4(const uint8_t* codes, const uint16_t* scales, const uint16_t* minimums,
                   int num_outputs, int num_inputs, uint8_t* data) {
    const int num_groups = num_inputs / GROUP;
    for (int n = 0; n < num_outputs; n++)
        for (int g = 0; g < num_groups; g++) {
            const size_t pair = n / LANES / NUM_TILES, t = n / LANES % NUM_TILES;
            uint8_t* group = data + ((pair * num_groups + g) * NUM_TILES + t) * GROUP_BYTES;
            const uint8_t* from = codes + size_t(n) * num_inputs + g * GROUP;
            for (int j = 0; j < 4; j++)
                for (int b = 0; b < 4; b++)
                    group[64 * j + n % LANES * 4 + b] =
                        uint8_t(from[8 * j + b] | from[8 * j + 4 + b] << 4);
            auto halves = reinterpret_cast<uint16_t*>(group + 256);
            halves[n % LANES] = scales[size_t(n) * num_groups + g];
            halves[LANES + n % LANES] = minimums[size_t(n) * num_groups + g];
        }
}

}  // namespace agon
