// A bound on the error of sparse attention: besides the chosen keys some of the others are sampled,
// each counted n / b times, as many as the bound asks for. The formula, with its sources, is that of
// hash_attention/sampling_budget.py: vAttention, Desai et al. 2025, arXiv 2510.05688.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "attend.hpp"

namespace agon {

constexpr float BASE_SHARE = 0.02f;
constexpr int BASE_LEAST = 32;
constexpr float DENSE_SHARE = 0.5f;

// Numbers that depend on their seed alone: SplitMix64, Steele et al. 2014.
class Draws {
public:
    explicit Draws(uint64_t seed) : state_(seed) {}
    uint32_t below(uint32_t limit) { return uint32_t((next() >> 32) * limit >> 32); }

private:
    uint64_t state_;
    uint64_t next() {
        uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        return z ^ z >> 31;
    }
};

// Phi^-1(1 - delta / 2) by bisection; delta in (0, 1).
inline double quantile(double delta) {
    double low = 0, high = 40;
    for (int i = 0; i < 80; i++) {
        const double middle = (low + high) / 2;
        (std::erfc(middle / std::sqrt(2.0)) > delta ? low : high) = middle;
    }
    return low;
}

inline int sample_size(double spread, double output_norm, double weight_sum, int num_residual,
                       double epsilon, double z) {
    const double wanted = epsilon * output_norm * weight_sum;
    if (spread == 0) return 0;
    if (!(std::isfinite(spread) && wanted > 0 && std::isfinite(wanted))) return num_residual;
    const double unlimited = std::pow(z * num_residual * spread / wanted, 2);
    const double size = std::ceil(unlimited / (1 + unlimited / num_residual));
    return size >= DENSE_SHARE * num_residual ? num_residual : int(size);
}

// A row of bfloat16 or int8 as floats.
template <int DIM, int BITS>
inline void read_row(const CachedRows<DIM, BITS>& rows, int64_t slot, float* to) {
    for (int part = 0; part < DIM / 32; part++) {
        alignas(64) uint16_t words[32];
        store_bytes(words, rows.words(slot, part));
        for (int i = 0; i < 32; i += LANES)
            store(to + part * 32 + i, from_bfloat(from_low_words(words + i)));
    }
    if constexpr (BITS == 8)
        for (int i = 0; i < DIM; i++) to[i] *= rows.scales[slot];
}

// How large a sample of the others one query head needs, judged by the first num_base of them.
// `whole`: the softmax over the chosen keys and the base sample, weighted.
template <int DIM, int BITS>
inline int wanted_sample(const uint32_t* query, const Partial<DIM>& whole,
                         const CachedRows<DIM, BITS>& keys, const CachedRows<DIM, BITS>& values,
                         const int32_t* base, int num_base, int num_residual, double epsilon,
                         double z) {
    alignas(64) float output[DIM], key[DIM], value[DIM], asked[DIM], means[DIM] = {};
    write_result(whole, output);
    for (int i = 0; i < DIM; i += LANES)
        store(asked + i, from_bfloat(from_low_words(reinterpret_cast<const uint16_t*>(query) + i)));
    double squares = 0, norm = 0;
    for (int j = 0; j < num_base; j++) {
        read_row<DIM, BITS>(keys, base[j], key);
        read_row<DIM, BITS>(values, base[j], value);
        Floats score = zeros();
        for (int i = 0; i < DIM; i += LANES) score = fma(load(asked + i), load(key + i), score);
        const float weight = std::exp2(sum(score) - whole.most);
        for (int i = 0; i < DIM; i++) {
            const float pull = weight * (value[i] - output[i]);
            means[i] += pull;
            squares += double(pull) * pull;
        }
    }
    for (int i = 0; i < DIM; i++) {
        squares -= double(means[i]) * means[i] / num_base;
        norm += double(output[i]) * output[i];
    }
    const double spread = std::sqrt(std::max(0.0, squares / (num_base - 1)));
    return sample_size(spread, std::sqrt(norm), whole.sum, num_residual, epsilon, z);
}

// The softmax of each query over the keys of a choice, weighted.
template <int DIM, int BITS>
inline std::vector<Partial<DIM>> fold_choice(const Choice& choice, const uint32_t* const* queries,
                                             int num_queries, const CachedRows<DIM, BITS>& keys,
                                             const CachedRows<DIM, BITS>& values) {
    std::vector<Partial<DIM>> wholes(num_queries);
    auto chosen = [&](int key, int count, int32_t* to) {
        std::copy_n(choice.slots.data() + key, count, to);
    };
    attend_list<DIM, BITS>(keys, values, chosen, 0, choice.num_keys, choice.bias.data(), queries,
                           wholes.data(), num_queries);
    return wholes;
}

// Adds the sample to the chosen keys, or all the others where the bound asks for them.
// kept: indices of the chosen keys, ascending; choice.slots holds their slots.
template <int DIM, int BITS>
inline void correct(const Step& step, const Span& span, Choice& choice,
                    const std::vector<int32_t>& kept, const uint32_t* const* queries, int num_queries,
                    const CachedRows<DIM, BITS>& keys, const CachedRows<DIM, BITS>& values,
                    uint64_t seed) {
    const int num_kept = int(kept.size()), num_residual = span.num_keys - num_kept;
    std::vector<int32_t> others;
    others.reserve(num_residual);
    for (int key = 0, next = 0; key < span.num_keys; key++)
        if (next < num_kept && kept[next] == key)
            next++;
        else
            others.push_back(step.slot(span, key));
    Draws draws(seed);
    auto draw_first = [&](int from, int to) {  // Fisher and Yates, as far as needed
        for (int i = from; i < to; i++) std::swap(others[i], others[i + draws.below(num_residual - i)]);
    };
    const int base_share = int(std::ceil(BASE_SHARE * float(num_residual)));
    const int num_base = std::min(num_residual, std::max(BASE_LEAST, base_share));
    auto take = [&](int num_sampled) {
        choice.slots.resize(num_kept);
        choice.slots.insert(choice.slots.end(), others.begin(), others.begin() + num_sampled);
        choice.num_keys = int(choice.slots.size());
        choice.bias.assign(choice.slots.size() + TILE, 0.f);
        if (num_sampled)
            std::fill(choice.bias.begin() + num_kept, choice.bias.end(),
                      std::log2(float(num_residual) / float(num_sampled)));
    };
    auto take_all = [&] {
        choice.slots.resize(span.num_keys);
        step.slots(span, 0, span.num_keys, choice.slots.data());
        choice.num_keys = span.num_keys;
        choice.bias.clear();
    };
    // A sample that grew is judged once more by itself: a few heavy keys are easily missing from a
    // small one, and then it promises too much.
    const double z = quantile(span.delta);
    int size = 0, wanted = num_base;
    while (size < wanted && wanted < num_residual) {
        draw_first(size, wanted);
        size = wanted;
        take(size);
        const auto wholes = fold_choice<DIM, BITS>(choice, queries, num_queries, keys, values);
        for (int q = 0; q < num_queries; q++)
            wanted = std::max(wanted, wanted_sample<DIM, BITS>(queries[q], wholes[q], keys, values,
                                                               others.data(), size, num_residual,
                                                               span.epsilon, z));
    }
    if (wanted >= num_residual) take_all();
}

}  // namespace agon
