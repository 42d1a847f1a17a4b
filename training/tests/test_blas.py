from __future__ import annotations

import unittest

from training import blas_core

AVX512 = {"avx512f", "avx512dq", "avx512bw", "avx512vl"}


class BlasTests(unittest.TestCase):
    def test_kernels_follow_from_what_the_processor_can_do(self) -> None:
        self.assertEqual(blas_core(AVX512 | {"avx512_bf16", "avx2"}), "Cooperlake")
        self.assertEqual(blas_core(AVX512 | {"avx2"}), "SkylakeX")

    def test_openblas_chooses_where_a_flag_of_the_kernels_is_missing(self) -> None:
        for flag in AVX512:
            self.assertIsNone(blas_core(AVX512 - {flag} | {"avx2", "avx512_bf16"}), flag)
        self.assertIsNone(blas_core(set()))


if __name__ == "__main__":
    unittest.main()
